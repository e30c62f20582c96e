"use client";
import { useMemo, useState } from "react";
import { LINES, type LineName } from "@/components/charts/performance-chart";
import { usePerformanceChart } from "@/components/charts/use-performance-chart";
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { toDateTime } from "@/components/ui/time-format";
import { toUnits } from "@/server/domain/atoms";
import { chartData, lineText, lineWords } from "./chart-view";
import { CurveTwin } from "./curve-twin";
import type { PerformanceWindow } from "./views";

/** Equity with its range, drawdown and rolling Sharpe on one time axis. */
export function EquityChartPanel({ window }: { readonly window: PerformanceWindow }) {
  const [hidden, setHidden] = useState<readonly LineName[]>([]);
  const data = useMemo(() => chartData(window), [window]);
  const shown = LINES.filter((line) => data.has(line));

  const { element, chart, hovered } = usePerformanceChart([data.points, data.ratios, toUnits(window.openAtoms)]);

  const toggle = (line: LineName) => {
    const isHidden = hidden.includes(line);
    chart.current?.show(line, isHidden);
    setHidden(isHidden ? hidden.filter((other) => other !== line) : [...hidden, line]);
  };
  return (
    <Panel title="Equity" trailing={<Change window={window} />} className="xl:row-span-1" bodyClassName="flex flex-col">
      <div className="flex flex-wrap items-center gap-x-1 gap-y-0.5 px-1.5 pt-1">
        {shown.map((line) => (
          <button
            key={line}
            type="button"
            aria-pressed={!hidden.includes(line)}
            title={lineWords(line, window).hint}
            onClick={() => toggle(line)}
            className="flex items-center gap-1.5 rounded-sm px-1.5 py-0.5 text-xs hover:bg-surface-2 aria-[pressed=false]:line-through aria-[pressed=false]:opacity-60"
          >
            <span aria-hidden className={`h-0.5 w-3 rounded-full ${lineWords(line, window).swatch}`} />
            {lineWords(line, window).label}
            <span className="num min-w-14 text-left text-muted">{lineText(line, hovered, data)}</span>
          </button>
        ))}
        <span className="num ml-auto px-1.5 text-2xs text-muted">
          {hovered === null ? "" : `${toDateTime(hovered.time * 1e6)} UTC`}
        </span>
        <Button size="sm" tone="quiet" onClick={() => chart.current?.reset()}>
          Reset
        </Button>
      </div>
      <div className="relative h-96 min-h-96 flex-1 xl:h-auto">
        <div ref={element} aria-hidden data-testid="performance-chart" className="absolute inset-0" />
      </div>
      <CurveTwin window={window} />
    </Panel>
  );
}

function Change({ window }: { readonly window: PerformanceWindow }) {
  const change = window.closeAtoms - window.openAtoms;
  return (
    <p className="num text-xs" data-testid="equity-change">
      {toMoney(window.openAtoms)} → {toMoney(window.closeAtoms)} {window.currency}{" "}
      <span className={change > 0n ? "text-up" : change < 0n ? "text-down" : "text-muted"}>
        {toSignedMoney(change)}
      </span>
    </p>
  );
}
