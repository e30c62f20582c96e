import { Badge, type BadgeTone } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/states";
import { toDateTime } from "@/components/ui/time-format";
import { BARS_MAX, type BacktestPicture, backtestPicture } from "./backtest-bars";
import type { Backtest } from "./fan";

const LIGHTS: Readonly<Record<"green" | "yellow" | "red", readonly [BadgeTone, string]>> = {
  green: ["up", "green zone"],
  yellow: ["warn", "yellow zone"],
  red: ["danger", "red zone"],
};

/** Whether the VaR held: said before each period from what came before it, and held against what came. */
export function BacktestPanel({ backtest }: { readonly backtest: Backtest }) {
  const { forecasts, exceeded, expected, tests, reason, window } = backtest;
  const picture = backtestPicture(backtest);
  return (
    <section
      aria-label="Back-test"
      data-testid="backtest"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="flex flex-wrap items-center gap-x-3 border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">Did the VaR hold?</h2>
        {tests === null ? null : <Badge tone={LIGHTS[tests.light][0]}>{LIGHTS[tests.light][1]}</Badge>}
        <p className="ml-auto text-2xs text-muted">{`each forecast from the ${window} returns before it at most`}</p>
      </header>
      {picture === null ? (
        <EmptyState title="No forecast can be checked yet" hint={reason ?? "There are too few returns."} />
      ) : (
        <div className="px-3 py-2">
          <p className="text-sm">
            <span className="num">{exceeded}</span>
            {` of ${forecasts.length} periods lost more than forecast; `}
            <span className="num">{expected.toFixed(1)}</span>
            {" were to be expected."}
          </p>
          <Chart picture={picture} />
          {forecasts.length > BARS_MAX ? (
            <p className="text-2xs text-muted">{`The newest ${BARS_MAX} are drawn.`}</p>
          ) : null}
          {tests === null ? null : (
            <dl className="mt-1.5 grid gap-x-6 gap-y-1 text-xs sm:grid-cols-3">
              <Test name="As often as it said" source="Kupiec 1995" p={tests.kupiec.pValue} />
              <Test name="Not in runs" source="Christoffersen 1998" p={tests.independence.pValue} />
              <Test name="Both together" source="Christoffersen 1998" p={tests.conditional.pValue} />
            </dl>
          )}
          <Exceedances picture={picture} />
        </div>
      )}
    </section>
  );
}

function Chart({ picture: { bars, line, reach } }: { readonly picture: BacktestPicture }) {
  return (
    <div aria-hidden className="mt-1.5 grid grid-cols-[3.5rem_1fr] gap-x-2">
      <div className="num flex flex-col justify-between text-right text-2xs text-muted">
        <span>{percent(reach)}</span>
        <span>0</span>
        <span>{percent(-reach)}</span>
      </div>
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" className="h-32 w-full border-line border-l">
        <path d="M0 0.5H1" vectorEffect="non-scaling-stroke" className="stroke-line" />
        {bars.map(({ at, x, y, width, height, isExceeded, returned, var: risk }) => (
          <rect
            key={at}
            x={x + width * 0.15}
            y={y}
            width={width * 0.7}
            height={Math.max(height, 0.004)}
            className={isExceeded ? "fill-danger" : returned < 0 ? "fill-down/45" : "fill-up/45"}
          >
            <title>{`${toDateTime(at)} UTC: ${percent(returned)}, VaR ${percent(risk)}`}</title>
          </rect>
        ))}
        <path d={line} vectorEffect="non-scaling-stroke" strokeWidth={1.25} className="fill-none stroke-warn" />
      </svg>
    </div>
  );
}

type TestProps = { readonly name: string; readonly source: string; readonly p: number };

function Test({ name, source, p }: TestProps) {
  const isKnown = Number.isFinite(p);
  return (
    <div
      className="flex items-baseline gap-2"
      title={`Probability of so much or more if the VaR were right (${source})`}
    >
      <dt className="text-muted">{name}</dt>
      <dd className={`num ml-auto ${isKnown && p < 0.05 ? "text-danger" : ""}`}>
        {isKnown ? `p = ${p.toFixed(3)}` : "–"}
      </dd>
    </div>
  );
}

/** The chart's twin, as far as it matters: when it was exceeded. */
function Exceedances({ picture: { bars } }: { readonly picture: BacktestPicture }) {
  const exceeded = bars.filter(({ isExceeded }) => isExceeded).toReversed();
  if (exceeded.length === 0) return null;
  return (
    <details className="mt-1.5 text-xs">
      <summary className="text-muted">When it was exceeded</summary>
      <table className="num mt-1 [&_td]:pr-6 [&_th]:pr-6">
        <caption className="sr-only">Periods that lost more than forecast, newest first</caption>
        <thead className="text-left font-sans text-muted">
          <tr>
            {["End of the period, UTC", "Return", "VaR said"].map((name) => (
              <th key={name} scope="col" className="font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {exceeded.map(({ at, returned, var: risk }) => (
            <tr key={at}>
              <td>{toDateTime(at)}</td>
              <td className="text-danger">{percent(returned)}</td>
              <td>{percent(-risk)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(2).replace("-", "−")} %`;
