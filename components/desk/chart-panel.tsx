"use client";
import { RotateCcw } from "lucide-react";
import { useQueryState } from "nuqs";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Segmented } from "@/components/ui/segmented";
import { EmptyState, StaleNote } from "@/components/ui/states";
import type { Candle } from "@/server/domain/candle";
import { displaySymbol } from "@/server/domain/display-symbol";
import { CandleTwin } from "./candle-twin";
import { CHART_INTERVALS, type ChartInterval, deskParams } from "./desk-params";
import { Island } from "./island";
import { useMarket } from "./market-context";
import { PanelFrame } from "./panel-frame";
import { useCandleChart } from "./use-candle-chart";

/** The chart that the page was rendered with. */
export type ChartStart = {
  readonly instrumentId: string;
  readonly interval: string;
  readonly candles: readonly Candle[];
};

export function ChartPanel({ start }: { readonly start: ChartStart | null }) {
  const { spec } = useMarket();
  const [interval, setInterval] = useQueryState("interval", deskParams.interval);
  const first = start?.instrumentId === spec.id && start.interval === interval ? start.candles : [];
  return (
    <PanelFrame
      name="chart"
      label={`${displaySymbol(spec)} chart`}
      title={
        <Segmented
          label="Interval"
          value={interval}
          segments={CHART_INTERVALS.map((value, i) => ({ value, label: value, title: `Key ${i + 1}` }))}
          onChange={(value) => void setInterval(value)}
          className="h-6 [&_button]:px-2 [&_button]:text-xs"
        />
      }
    >
      <Island name="chart" className="h-full">
        <ChartBody key={`${spec.id} ${interval}`} interval={interval} first={first} />
      </Island>
    </PanelFrame>
  );
}

function ChartBody({ interval, first }: { readonly interval: ChartInterval; readonly first: readonly Candle[] }) {
  const { units, spec } = useMarket();
  const [bars, setBars] = useState<readonly Candle[] | null>(first.length > 0 ? first : null);
  const [problem, setProblem] = useState<string | null>(null);
  const { canvas, layer, legend, reset } = useCandleChart({ interval, first, onBars: setBars, onProblem: setProblem });
  return (
    <div className="relative h-full">
      <div ref={canvas} aria-hidden data-testid="chart" className="absolute inset-0" />
      <div ref={layer} className="pointer-events-none absolute inset-0 z-[3] overflow-hidden" />
      <p
        ref={legend}
        aria-hidden
        className="num pointer-events-none absolute top-1.5 left-2.5 z-[4] flex max-w-[calc(100%-90px)] flex-wrap gap-x-2.5 text-2xs text-muted"
      />
      <IconButton
        icon={RotateCcw}
        label="Reset the view"
        onClick={reset}
        side="left"
        className="absolute right-[76px] bottom-8 z-[4] size-6 bg-surface-2 [&_svg]:size-3.5"
      />
      {problem === null ? null : (
        <div className="absolute inset-x-0 top-0 z-[5]">
          <StaleNote>{`The history could not be loaded: ${problem}`}</StaleNote>
        </div>
      )}
      {bars?.length === 0 ? (
        <div className="absolute inset-0 z-[5] bg-surface-1/80">
          <EmptyState title="No candle yet" hint="The first bar appears with the first trade of this market." />
        </div>
      ) : null}
      <CandleTwin caption={`${displaySymbol(spec)}, ${interval} candles`} bars={bars ?? []} units={units} />
    </div>
  );
}
