"use client";
import { useMemo } from "react";
import type { RatioPoint } from "@/components/charts/performance-chart";
import { usePerformanceChart } from "@/components/charts/use-performance-chart";
import { change } from "@/components/models/score-lines";
import { toMinute } from "@/components/models/spans";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import type { EquityPoint } from "@/server/domain/models/scores";
import { equityTwin, toPerformancePoints } from "./equity-points";

/** What its out-of-sample predictions would have made after costs, between double and half the slippage: candles hold no queue. */
export function EquityPanel({ equity }: { readonly equity: readonly EquityPoint[] }) {
  const last = equity.at(-1);
  return (
    <Panel
      title="Equity after costs"
      trailing={
        last === undefined ? null : (
          <span className={`num text-xs ${last.equity >= 1 ? "text-up" : "text-down"}`}>{change(last.equity - 1)}</span>
        )
      }
      bodyClassName="flex flex-col"
    >
      {last === undefined ? (
        <p className="p-3 text-muted text-sm">
          There was no trade out of sample to draw: see the thresholds in its recipe.
        </p>
      ) : (
        <Chart equity={equity} />
      )}
    </Panel>
  );
}

const NO_RATIOS: readonly RatioPoint[] = [];

function Chart({ equity }: { readonly equity: readonly EquityPoint[] }) {
  const points = useMemo(() => toPerformancePoints(equity), [equity]);

  const { element, chart, hovered } = usePerformanceChart([points, NO_RATIOS, 100]);

  const at = hovered ?? points.at(-1);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 px-2.5 pt-1.5 text-xs">
        <Key tone="bg-accent" name="Equity" value={at?.equity} />
        <Key tone="bg-down" name="Double slippage" value={at?.pessimistic} />
        <Key tone="bg-up" name="Half slippage" value={at?.optimistic} />
        <span className="text-muted">100 = starting balance</span>
        <span className="num ml-auto text-2xs text-muted">
          {at === undefined ? "" : `${toMinute(at.time * 1e6)} UTC`}
        </span>
        <Button size="sm" tone="quiet" onClick={() => chart.current?.reset()}>
          Reset
        </Button>
      </p>
      <div className="relative h-72">
        <div ref={element} aria-hidden data-testid="model-equity" className="absolute inset-0" />
      </div>
      <Twin equity={equity} />
    </>
  );
}

type KeyProps = { readonly tone: string; readonly name: string; readonly value: number | null | undefined };

const Key = ({ tone, name, value }: KeyProps) => (
  <span className="flex items-center gap-1.5">
    <span aria-hidden className={`h-0.5 w-3 rounded-full ${tone}`} />
    {name}
    <span className="num min-w-12 text-muted">{value == null ? "–" : value.toFixed(2)}</span>
  </span>
);

const Twin = ({ equity }: { readonly equity: readonly EquityPoint[] }) => (
  <div className="sr-only">
    <table>
      <caption>Equity after costs, newest first; 100 is the starting balance</caption>
      <thead>
        <tr>
          {["Time, UTC", "Equity", "Double slippage", "Half slippage"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {equityTwin(equity).map(({ at, equity: value, low, high }) => (
          <tr key={at}>
            <th scope="row">{toMinute(at)}</th>
            {[value, low, high].map((one, i) => (
              <td key={i}>{(one * 100).toFixed(2)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
