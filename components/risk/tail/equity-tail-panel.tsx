import { PlainTable } from "@/components/system/rows";
import { type EquityTail, type Fan, fanOf } from "./fan";
import { BigFigure, shareFigure } from "./figures";

const AHEAD = { "1h": "24 hours", "1d": "10 days" } as const;
const EACH = { "1h": "hourly", "1d": "daily" } as const;

/** The desk's own returns: what they were, and what may come if those to come are like them. */
export function EquityTailPanel({ tail }: { readonly tail: EquityTail }) {
  const { historical, simulated, horizon, returns } = tail;
  const fan = fanOf(simulated.bands);
  const ahead = AHEAD[horizon];
  return (
    <section
      aria-label="Of the desk's own returns"
      data-testid="equity-tail"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">Of the desk's own returns</h2>
        <p className="text-2xs text-muted">
          {`${returns} whole ${EACH[horizon]} returns`}
          {fan === null
            ? " so far."
            : `; ${simulated.paths} paths of ${ahead} drawn from them in blocks of ${simulated.block} on average.`}
        </p>
      </header>
      <div className="grid grid-cols-2 gap-x-8 gap-y-2 px-3 py-2.5 md:grid-cols-4">
        <BigFigure
          name={`VaR 95 %, ${EACH[horizon]}`}
          hint="Loss that 95 of 100 past returns did not exceed"
          {...shareFigure(historical.var, "historical")}
        />
        <BigFigure
          name={`CVaR 95 %, ${EACH[horizon]}`}
          hint="Mean of those that did"
          {...shareFigure(historical.cvar, "historical")}
        />
        <BigFigure
          name={`VaR 95 %, ${ahead}`}
          hint="Loss that 95 of 100 simulated paths end above"
          {...shareFigure(simulated.var, "simulated")}
        />
        <BigFigure
          name={`CVaR 95 %, ${ahead}`}
          hint="Mean end of the others"
          {...shareFigure(simulated.cvar, "simulated")}
        />
      </div>
      {fan === null ? null : <FanChart fan={fan} tail={tail} ahead={ahead} />}
    </section>
  );
}

type FanProps = { readonly fan: Fan; readonly tail: EquityTail; readonly ahead: string };

function FanChart({ fan, tail: { simulated }, ahead }: FanProps) {
  const { lossShare, meanDrawdown, bands } = simulated;
  return (
    <figure className="border-line border-t px-3 py-2">
      <div className="grid grid-cols-[3.5rem_1fr] gap-x-2">
        <div className="num flex flex-col justify-between text-right text-2xs text-muted">
          <span>{change(fan.high)}</span>
          <span>{change(fan.low)}</span>
        </div>
        <svg
          aria-hidden
          viewBox="0 0 1 1"
          preserveAspectRatio="none"
          className="h-36 w-full border-line border-b border-l"
        >
          <path d={fan.outer} className="fill-accent/15" />
          <path d={fan.inner} className="fill-accent/25" />
          <path
            d={`M0 ${fan.zeroY}H1`}
            vectorEffect="non-scaling-stroke"
            strokeDasharray="3 3"
            className="stroke-line-strong"
          />
          <path
            d={fan.median}
            vectorEffect="non-scaling-stroke"
            strokeWidth={1.5}
            className="fill-none stroke-accent"
          />
        </svg>
        <span />
        <figcaption className="flex flex-wrap justify-between gap-x-3 text-2xs text-muted">
          <span>now</span>
          <span>
            {`the line is the median, the bands hold 50 and 90 of 100 paths; ${share(lossShare.value)} end with a loss, the mean deepest fall is ${share(meanDrawdown.value)}`}
          </span>
          <span>{`in ${ahead}`}</span>
        </figcaption>
      </div>
      <details className="mt-1 text-xs">
        <summary className="text-muted">As a table</summary>
        <PlainTable
          caption="Simulated equity, change from now"
          heads={[
            ["Periods ahead"],
            ["5th", "right"],
            ["25th", "right"],
            ["Median", "right"],
            ["75th", "right"],
            ["95th", "right"],
          ]}
        >
          {bands.map(({ period, p5, p25, p50, p75, p95 }) => (
            <tr key={period}>
              <td className="num">{period}</td>
              {[p5, p25, p50, p75, p95].map((value, i) => (
                // oxlint-disable-next-line react/no-array-index-key -- the five percentiles stand in a fixed order
                <td key={i} className="num text-right">
                  {change(value)}
                </td>
              ))}
            </tr>
          ))}
        </PlainTable>
      </details>
    </figure>
  );
}

const change = (multiple: number): string =>
  `${multiple >= 1 ? "+" : "−"}${(Math.abs(multiple - 1) * 100).toFixed(2)} %`;
const share = (value: number | null): string => (value === null ? "–" : `${(value * 100).toFixed(1)} %`);
