"use client";
import { useState } from "react";
import { toSignedMoney } from "@/components/frame/money-format";
import { Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { shortPercent } from "./figure-text";
import type { PerformanceWindow } from "./views";

type Bins = PerformanceWindow["tripBins"];
type Of = "trips" | "returns";

/** How results are spread: of trades in money, of whole periods in percent. */
export function HistogramPanel({ window }: { readonly window: PerformanceWindow }) {
  const [of, setOf] = useState<Of>("trips");
  const { period, currency } = window;
  const isTrips = of === "trips";
  const bins = isTrips ? window.tripBins : window.returnBins;
  const text = (value: number) => (isTrips ? toSignedMoney(BigInt(Math.round(value * 1e8))) : shortPercent(value));
  return (
    <Panel
      title="Distribution"
      trailing={
        <Segmented
          label="Distribution of"
          value={of}
          onChange={setOf}
          className="h-6"
          segments={[
            { value: "trips", label: "Trades" },
            { value: "returns", label: period === "day" ? "Daily returns" : "Hourly returns" },
          ]}
        />
      }
    >
      {bins.length === 0 ? (
        <p className="p-3 text-muted text-sm">
          {isTrips ? "The results of closed trades will be counted here." : `Needs a whole ${period}.`}
        </p>
      ) : (
        <Histogram bins={bins} text={text} unit={isTrips ? `trades by result, ${currency}` : `${period}s by return`} />
      )}
    </Panel>
  );
}

type HistogramProps = { readonly bins: Bins; readonly text: (value: number) => string; readonly unit: string };

function Histogram({ bins, text, unit }: HistogramProps) {
  const most = Math.max(...bins.map(({ count }) => count), 1);
  const [first, last] = [bins[0], bins.at(-1)];
  return (
    <figure className="p-2.5">
      <div aria-hidden className="flex h-32 items-end justify-center gap-px border-line border-b">
        {bins.map(({ from, to, count }) => (
          <span
            key={from}
            title={`${text(from)} to ${text(to)}: ${count}`}
            style={{ height: `${count === 0 ? 0 : Math.max((count / most) * 100, 2)}%` }}
            className={`max-w-24 flex-1 rounded-t-[2px] ${to <= 0 ? "bg-down/70" : from >= 0 ? "bg-up/70" : "bg-line-strong"}`}
          />
        ))}
      </div>
      <div aria-hidden className="num flex justify-between pt-1 text-2xs text-muted">
        <span>{first === undefined ? "" : text(first.from)}</span>
        <span>most in one bar: {most}</span>
        <span>{last === undefined ? "" : text(last.to)}</span>
      </div>
      <table className="sr-only">
        <caption>Number of {unit}</caption>
        <tbody>
          {bins.map(({ from, to, count }) => (
            <tr key={from}>
              <th scope="row">
                {text(from)} to {text(to)}
              </th>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
