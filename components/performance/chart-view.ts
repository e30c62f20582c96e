/** A window as lines of the chart, and the legend's words and values. */
import type { Hovered, LineName, PerformancePoint, RatioPoint } from "@/components/charts/performance-chart";
import { toMoney } from "@/components/frame/money-format";
import { digitsOf } from "./figure-text";
import type { PerformanceWindow } from "./views";

export type ChartData = Readonly<{
  points: readonly PerformancePoint[];
  ratios: readonly RatioPoint[];
  has: (line: LineName) => boolean;
}>;

export function chartData({ curve, rolling }: Pick<PerformanceWindow, "curve" | "rolling">): ChartData {
  const points = curve.map(({ at, equity, pessimistic, optimistic, depth }) => ({
    time: at / 1e6,
    equity,
    pessimistic,
    optimistic,
    drawdown: depth === null ? null : depth * -100,
  }));
  const ratios = rolling.points.flatMap(({ at, sharpe }) =>
    sharpe.value === null ? [] : [{ time: at / 1e6, value: sharpe.value }],
  );
  const hasBands = points.some(({ pessimistic }) => pessimistic !== null);
  const has = (line: LineName) =>
    line === "sharpe" ? ratios.length > 0 : line === "pessimistic" || line === "optimistic" ? hasBands : true;
  return { points, ratios, has };
}

type LineWords = Readonly<{ label: string; hint: string; swatch: string }>;

export function lineWords(line: LineName, { bands, rolling }: Pick<PerformanceWindow, "bands" | "rolling">): LineWords {
  switch (line) {
    case "equity":
      return { label: "Equity", hint: "Under the desk's own queue model", swatch: "bg-accent" };
    case "pessimistic":
      return {
        label: "Pessimistic",
        hint: `Under the queue model ${bands?.pessimistic.model ?? ""}`,
        swatch: "bg-down",
      };
    case "optimistic":
      return { label: "Optimistic", hint: `Under the queue model ${bands?.optimistic.model ?? ""}`, swatch: "bg-up" };
    case "drawdown":
      return { label: "Drawdown", hint: "How far equity is below its highest of the window so far", swatch: "bg-down" };
    case "sharpe":
      return {
        label: `Sharpe, ${rolling.periods} ${rolling.period}s`,
        hint: `Of each ${rolling.periods} whole ${rolling.period}s in a row, for a year`,
        swatch: "bg-ours",
      };
  }
}

/** Under the crosshair, else the newest. */
export function lineText(line: LineName, hovered: Hovered | null, { points, ratios }: ChartData): string {
  const last = points.at(-1);
  const value = hovered === null ? (line === "sharpe" ? ratios.at(-1)?.value : last?.[line]) : hovered[line];
  if (value === null || value === undefined) return "–";
  const minus = (text: string) => text.replace("-", "−");
  if (line === "drawdown") return value === 0 ? "0.00 %" : `${minus(value.toFixed(digitsOf(value / 100)))} %`;
  return line === "sharpe" ? minus(value.toFixed(2)) : toMoney(BigInt(Math.round(value * 1e8)));
}
