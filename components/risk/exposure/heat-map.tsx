"use client";
import { useLive } from "@/components/frame/use-live";
import { useRisk } from "@/components/risk/risk-context";
import { EmptyState } from "@/components/ui/states";
import { toDateTime } from "@/components/ui/time-format";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { type CorrelationCell, correlationRows, valueText } from "./correlation-cells";

/** Correlations and settings change by the hour; the heat map renders with them and not each second. */
const heatOf = (view: RiskView | null) => view;
const sameHeat = (a: RiskView | null, b: RiskView | null) =>
  a?.version === b?.version && a?.facts?.at === b?.facts?.at && (a === null) === (b === null);

/** Which instruments move together: a table whose cells are coloured, blue against each other, amber with each other. */
export function HeatMap() {
  const { desk, view: live } = useRisk();
  const view = useLive(live, heatOf, sameHeat);
  if (view === null) return null;
  const { facts, settings } = view;
  const rows = correlationRows({ facts, settings, instruments: desk.instruments });
  return (
    <section
      aria-label="Correlation"
      data-testid="correlation"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="flex flex-wrap items-center gap-x-3 border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">Correlation</h2>
        <p className="ml-auto text-2xs text-muted">
          {facts === null
            ? "not told yet"
            : `hourly returns of 30 days, as of ${toDateTime(facts.at)} UTC; clusters from ${valueText(settings.clusterCorrelationPpm / 1e6)}`}
        </p>
      </header>
      {rows.length < 2 ? (
        <EmptyState title="One instrument correlates with nothing" />
      ) : (
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
          <div role="group" aria-label="Correlation of each pair" tabIndex={0} className="overflow-auto p-3">
            <table className="border-separate border-spacing-0.5 text-xs">
              <caption className="sr-only">Correlation of each pair of instruments</caption>
              <thead>
                <tr>
                  <th scope="col">
                    <span className="sr-only">Instrument</span>
                  </th>
                  {rows.map(({ id, name }) => (
                    <th key={id} scope="col" className="max-w-20 truncate px-1 pb-1 font-normal text-2xs text-muted">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row" className="whitespace-nowrap pr-2 text-right font-normal">
                      {row.name}
                    </th>
                    {row.cells.map((cell, i) => (
                      <Cell key={rows[i]?.id ?? i} cell={cell} isSelf={rows[i]?.id === row.id} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Scale />
        </>
      )}
    </section>
  );
}

/** Most of a colour that a cell takes, per cent: beyond it the digits would lose their contrast. */
const TINT_MAX = 48;

const tintOf = (value: number): string =>
  `color-mix(in oklab, var(${value < 0 ? "--accent" : "--warn"}) ${Math.round(Math.abs(value) * TINT_MAX)}%, var(--surface-2))`;

function Cell({ cell, isSelf }: { readonly cell: CorrelationCell; readonly isSelf: boolean }) {
  const { value, isAssumed, isTogether } = cell;
  if (isSelf) return <td className="h-9 w-16 min-w-14 rounded-sm bg-surface-3 text-center text-muted">1</td>;
  return (
    <td
      title={cell.text}
      data-together={isTogether || undefined}
      style={value === null ? undefined : { background: tintOf(value) }}
      className={`num h-9 w-16 min-w-14 rounded-sm text-center ${isTogether ? "font-semibold shadow-[inset_0_0_0_1.5px_var(--warn)]" : ""} ${value === null ? "text-muted" : ""}`}
    >
      {value === null ? "–" : `${valueText(value)}${isAssumed ? "*" : ""}`}
    </td>
  );
}

const STOPS = [-1, -0.5, 0, 0.5, 1];

const Scale = () => (
  <p className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 pb-2.5 text-2xs text-muted">
    <span className="flex items-center gap-1">
      {STOPS.map((value) => (
        <span key={value} className="num rounded-[2px] px-1.5 text-text" style={{ background: tintOf(value) }}>
          {value === 0 ? "0" : valueText(value)}
        </span>
      ))}
    </span>
    <span>outlined: one cluster</span>
    <span>* too little history: counted as 1 within a sector</span>
    <span>– not known</span>
  </p>
);
