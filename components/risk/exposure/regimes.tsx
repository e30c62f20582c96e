"use client";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { REGIME_NAMES } from "@/components/risk/settings/words";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Unknown } from "@/components/ui/unknown";
import type { VolatilityRegime } from "@/server/domain/sizing";
import { type RegimeRow, regimeRows } from "./regime-rows";

const TONES: Readonly<Record<VolatilityRegime, BadgeTone>> = {
  low: "plain",
  normal: "plain",
  high: "warn",
  extreme: "danger",
};

/** Each instrument's 5-minute volatility against the percentiles of its own past. */
export function Regimes() {
  const view = useRiskView();
  const { desk } = useRisk();
  if (view === null) return null;
  return (
    <section
      aria-label="Volatility"
      data-testid="regimes"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="flex flex-wrap items-center gap-x-3 border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">Volatility regime</h2>
        <p className="ml-auto text-2xs text-muted">
          realised over 5 min; bands end at the 25th, 75th and 95th percentile of 90 days
        </p>
      </header>
      <ul>
        {regimeRows(view, desk.instruments).map((row) => (
          <Regime key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Regime({ row }: { readonly row: RegimeRow }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-line/60 border-b px-3 py-2 last:border-b-0 md:grid-cols-[8rem_minmax(0,1fr)_11rem]">
      <span className="truncate text-sm">{row.name}</span>
      <Gauge row={row} />
      <span className="flex items-center justify-end gap-1.5 text-xs">
        {row.market === null ? null : <Badge title="Market regime">{row.market}</Badge>}
        {row.regime === null ? (
          <Unknown reason={row.missing ?? "No five minutes of trading yet"} />
        ) : (
          <Badge tone={TONES[row.regime]} title={`Sizes are cut to ${(row.leftPpm ?? 0) / 10_000} %`}>
            {`${REGIME_NAMES[row.regime]} · sizes × ${(row.leftPpm ?? 0) / 1e6}`}
          </Badge>
        )}
      </span>
    </li>
  );
}

function Gauge({ row: { marks, reach, nowPpm, missing } }: { readonly row: RegimeRow }) {
  const at = (ppm: number) => `${Math.min((ppm / reach) * 100, 100).toFixed(2)}%`;
  if (marks === null) {
    return (
      <p className="order-last col-span-2 text-2xs text-muted md:order-none md:col-span-1">
        {`${nowPpm === null ? "" : `Now ${percent(nowPpm)}. `}${missing ?? ""}`}
      </p>
    );
  }
  const words = `now ${nowPpm === null ? "not known" : percent(nowPpm)}; percentiles ${percent(marks.p25)}, ${percent(marks.p75)}, ${percent(marks.p95)}; 24 h median ${percent(marks.median)}; the breaker opens beyond ${percent(marks.breaker)}`;
  return (
    <div className="order-last col-span-2 min-w-0 md:order-none md:col-span-1" title={words}>
      <div aria-hidden className="relative h-3">
        <div className="absolute inset-x-0 inset-y-[3px] overflow-hidden rounded-full bg-danger/35">
          <span className="absolute inset-y-0 left-0 bg-warn/45" style={{ width: at(marks.p95) }} />
          <span className="absolute inset-y-0 left-0 bg-surface-3" style={{ width: at(marks.p75) }} />
          <span className="absolute inset-y-0 left-0 bg-accent/30" style={{ width: at(marks.p25) }} />
        </div>
        <span className="absolute inset-y-0 w-px bg-danger" style={{ left: at(marks.breaker) }} />
        <span className="absolute inset-y-[3px] w-px bg-muted" style={{ left: at(marks.median) }} />
        {nowPpm === null ? null : (
          <span className="absolute inset-y-0 -ml-[2px] w-1 rounded-full bg-text" style={{ left: at(nowPpm) }} />
        )}
      </div>
      <p className="num flex gap-x-3 text-2xs text-muted">
        <span className="text-text">{nowPpm === null ? "–" : percent(nowPpm)}</span>
        <span>{`median ${percent(marks.median)}`}</span>
        <span className="ml-auto">{`breaker ${percent(marks.breaker)}`}</span>
      </p>
      <span className="sr-only">{words}</span>
    </div>
  );
}

const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(3)} %`;
