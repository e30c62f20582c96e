import { useEffect, useEffectEvent, useRef } from "react";
import { type Bar, CandleChart } from "@/components/charts/candle-chart";
import { useCommands } from "@/components/frame/command-context";
import { useStream } from "@/components/frame/stream-context";
import { useTheme } from "@/components/frame/theme-context";
import { useTRPCClient } from "@/components/frame/trpc";
import { type Candle, type Interval, intervalMicros } from "@/server/domain/candle";
import { ticks } from "@/server/domain/ticks";
import { toBar, toLines, toMarks } from "./chart-data";
import { ChartFeed } from "./chart-feed";
import { toLegend } from "./chart-legend";
import { useDeskLog } from "./desk-log";
import { useMarket } from "./market-context";

export type CandleChartOptions = {
  readonly interval: Interval;
  readonly first: readonly Candle[];
  readonly onBars: (bars: readonly Candle[]) => void;
  readonly onProblem: (text: string | null) => void;
};

/** A cell that does not break inside. */
function toCell(text: string): HTMLElement {
  const cell = document.createElement("span");
  cell.className = "whitespace-nowrap";
  cell.textContent = text;
  return cell;
}

/** Mounts the chart into the elements whose refs it returns and keeps it on the stream. */
export function useCandleChart({ interval, first, onBars, onProblem }: CandleChartOptions) {
  const { desk, spec, units, market } = useMarket();
  const { fills } = useDeskLog();
  const { theme } = useTheme();
  const stream = useStream();
  const client = useTRPCClient();
  const commands = useCommands();
  const canvas = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLParagraphElement>(null);
  const chartRef = useRef<CandleChart | null>(null);
  const tellBars = useEffectEvent(onBars);
  const tellProblem = useEffectEvent(onProblem);
  const firstBars = useEffectEvent(() => first);

  // The chart library and the stream are the external systems; no tick renders anything.
  useEffect(() => {
    if (canvas.current === null || layer.current === null) return;
    const showBar = (hovered: Bar | null) => {
      const live = market.get()?.bar ?? null;
      const bar = hovered ?? (live === null ? null : toBar(live, units));
      if (legend.current !== null)
        legend.current.replaceChildren(...(bar === null ? [] : toLegend(bar, units).map(toCell)));
    };
    const chart = new CandleChart(canvas.current, layer.current, {
      tick: units.priceNumber(1),
      priceText: units.price,
      onAmend: (orderId, to) => void commands.send({ kind: "amend", orderId, limitTicks: ticks(to), sizeLots: null }),
      onCancel: (orderId) => void commands.send({ kind: "cancel", orderId }),
      onNeedOlder: () => void feed.loadOlder(),
      onHover: showBar,
    });
    const feed = new ChartFeed({
      chart,
      units,
      interval,
      market,
      load: (query) => client.market.candles.query({ instrumentId: spec.id, ...query }),
      onBars: (bars) => {
        tellBars(bars);
        if (canvas.current !== null) canvas.current.dataset["ready"] = "true";
      },
      onProblem: tellProblem,
    });
    chartRef.current = chart;
    void feed.start(firstBars());
    const drawFills = () => chart.setFills(toMarks(fills.state.get().rows, units, intervalMicros(interval)));
    const drawOrders = () => chart.setOrders(toLines(desk.view.get()?.working ?? [], units));
    drawFills();
    drawOrders();
    showBar(null);
    const stops = [
      fills.state.subscribe(drawFills),
      desk.view.subscribe(drawOrders),
      stream.onReopen(() => void feed.reload(true)),
    ];
    return () => {
      for (const stop of stops) stop();
      feed.stop();
      chart.destroy();
      chartRef.current = null;
    };
  }, [interval, spec.id, units, market, desk.view, fills, stream, client, commands]);

  // The page's colours are the external system: the chart reads them when the theme changes.
  useEffect(() => {
    if (theme !== undefined) chartRef.current?.repaint();
  }, [theme]);

  return { canvas, layer, legend, reset: () => chartRef.current?.reset() };
}
