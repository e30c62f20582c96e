/** How much was traded and how long something was held, of a window of time. */
import { known, type Metric, unknown } from "@/server/analysis/metric";
import { YEAR_MICROS } from "@/server/analysis/returns/periods";
import type { Micros } from "@/server/domain/micros";

export type Window = Readonly<{ from: Micros; to: Micros }>;
/** A value that holds from its time until the next one's. */
export type Step = Readonly<{ at: Micros; value: number }>;

/** A position's life; open to the end when it still lives. */
export type Holding = Readonly<{ from: Micros; to: Micros | null }>;

/** Share of the window in which anything was held, 0 to 1: time with two positions counts once. */
export function timeInMarket(holdings: readonly Holding[], { from, to }: Window): Metric {
  if (to <= from) return unknown("The window has no length");
  let [held, until]: [number, number] = [0, from];
  for (const holding of holdings.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(holding.to ?? to, to);
    const start = Math.max(holding.from, until);
    if (end <= start) continue;
    held += end - start;
    until = end;
  }
  return known(held / (to - from));
}

/** Mean over time, e.g. of gross exposure over equity. Time before the first value does not count. */
export function timeWeightedMean(steps: readonly Step[], { from, to }: Window): Metric {
  let [sum, length] = [0, 0];
  for (const [i, { at, value }] of steps.entries()) {
    const span = Math.min(steps[i + 1]?.at ?? to, to) - Math.max(at, from);
    if (span <= 0) continue;
    sum += value * span;
    length += span;
  }
  return length === 0 ? unknown("Nothing is known of this window") : known(sum / length);
}

export type Turnover = Readonly<{
  /** Traded notional, bought and sold, over mean equity: 2 is bought and sold once with all there was. */
  inWindow: Metric;
  /** As much for a year of 365 days. */
  annual: Metric;
}>;

/** @param tradedAtoms sum of the fills' notionals */
export function turnover(tradedAtoms: bigint, equity: readonly Step[], window: Window): Turnover {
  const mean = timeWeightedMean(equity, window);
  if (mean.value === null) return { inWindow: mean, annual: mean };
  if (mean.value <= 0) {
    const none = unknown("Mean equity is not above zero");
    return { inWindow: none, annual: none };
  }
  const times = Number(tradedAtoms) / 1e8 / mean.value;
  return { inWindow: known(times), annual: known((times * YEAR_MICROS) / (window.to - window.from)) };
}
