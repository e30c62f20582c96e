/** The simulated equity as a fan: 5th to 95th and 25th to 75th percentile, and the median, as SVG paths. */
import type { RouterOutputs } from "@/server/trpc/root";

export type TailView = NonNullable<RouterOutputs["risk"]["var"]>;
export type EquityTail = TailView["equity"][number];
export type PositionTail = TailView["positions"][number];
export type Band = EquityTail["simulated"]["bands"][number];
export type Backtest = EquityTail["backtest"];

export type Fan = Readonly<{
  /** Closed shapes and a line in a 1 x 1 box whose y grows downwards. */
  outer: string;
  inner: string;
  median: string;
  /** Where today's equity stands. */
  zeroY: number;
  /** Multiples of today's equity at the bottom and at the top. */
  low: number;
  high: number;
}>;

/** @returns null with fewer than two periods */
export function fanOf(bands: readonly Band[]): Fan | null {
  const last = bands.at(-1);
  if (bands.length < 2 || last === undefined) return null;
  const low = Math.min(1, ...bands.map(({ p5 }) => p5));
  const high = Math.max(1, ...bands.map(({ p95 }) => p95));
  const y = (value: number) => (high === low ? 0.5 : (high - value) / (high - low));
  const line = (pick: (band: Band) => number, back = false) => {
    const all = bands.map((band) => `${fix(band.period / last.period)} ${fix(y(pick(band)))}`);
    return (back ? all.toReversed() : all).join("L");
  };
  return {
    outer: `M${line(({ p95 }) => p95)}L${line(({ p5 }) => p5, true)}Z`,
    inner: `M${line(({ p75 }) => p75)}L${line(({ p25 }) => p25, true)}Z`,
    median: `M${line(({ p50 }) => p50)}`,
    zeroY: y(1),
    low,
    high,
  };
}

const fix = (share: number): number => Number(share.toFixed(5));
