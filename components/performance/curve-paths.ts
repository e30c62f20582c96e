/** The window's line, its range and its drawdown as SVG paths. */
import type { PerformanceWindow } from "./views";

type Curve = PerformanceWindow["curve"];
type Size = Readonly<{ width: number; height: number; deep: number }>;

export function curvePaths(curve: Curve, { width, height, deep }: Size) {
  const values = curve.flatMap(({ equity, pessimistic, optimistic }) =>
    [equity, pessimistic, optimistic].filter((value) => value !== null),
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const deepest = Math.max(0, ...curve.map(({ depth }) => depth ?? 0));
  const [first, last] = [curve[0]?.at ?? 0, curve.at(-1)?.at ?? 1];
  const x = (at: number) => (((at - first) / Math.max(last - first, 1)) * width).toFixed(1);
  const y = (value: number) => (height - ((value - low) / Math.max(high - low, 1e-9)) * height).toFixed(1);
  const line = (points: readonly string[]) => (points.length === 0 ? "" : `M${points.join("L")}`);
  const upper = curve.map((point) => `${x(point.at)} ${y(point.optimistic ?? point.equity)}`);
  const lower = curve.map((point) => `${x(point.at)} ${y(point.pessimistic ?? point.equity)}`);
  const falls = curve.map(
    ({ at, depth }) => `${x(at)} ${(((depth ?? 0) / Math.max(deepest, 1e-9)) * deep).toFixed(1)}`,
  );
  return {
    equity: line(curve.map(({ at, equity }) => `${x(at)} ${y(equity)}`)),
    band: curve.length === 0 ? "" : `${line([...upper, ...lower.toReversed()])}Z`,
    depth: curve.length === 0 ? "" : `${line([`${x(first)} 0`, ...falls, `${x(last)} 0`])}Z`,
    low,
    high,
    deepest,
  };
}
