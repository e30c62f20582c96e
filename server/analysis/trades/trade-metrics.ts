/**
 * What round trips came to. Sums are exact, in atoms; quotients are floats. A trip wins when its P&L after fees is
 * above zero and loses when it is below; one of exactly zero is neither, and ends a streak. Funding is not in trips.
 */
import { known, type Metric, unknown } from "@/server/analysis/metric";
import type { Micros } from "@/server/domain/micros";

export type ClosedTrip = Readonly<{
  openedAt: Micros;
  closedAt: Micros;
  pnlAtoms: bigint;
  /** What it would have lost at its first stop; null where there was none. */
  riskAtoms?: bigint | null;
}>;

export type TradeMetrics = Readonly<{
  trips: number;
  wins: number;
  losses: number;
  /** Trips of exactly zero. */
  evens: number;
  pnlAtoms: bigint;
  wonAtoms: bigint;
  /** Zero or above. */
  lostAtoms: bigint;
  winRate: Metric;
  profitFactor: Metric;
  /** Units of account a trip. */
  expectancy: Metric;
  /** P&L over risk, mean of the trips with a stop (Tharp 1998). */
  expectancyR: Metric;
  averageWin: Metric;
  /** Above zero. */
  averageLoss: Metric;
  payoffRatio: Metric;
  averageHoldingMicros: Metric;
  /** In order of closing. */
  longestLosingStreak: number;
  longestWinningStreak: number;
}>;

const NONE = unknown("No trip has closed");
const NO_WIN = unknown("No trip has won");
const NO_LOSS = unknown("No trip has lost");

export function tradeMetrics(all: readonly ClosedTrip[]): TradeMetrics {
  const trips = all.toSorted((a, b) => a.closedAt - b.closedAt);
  const wins = trips.filter(({ pnlAtoms }) => pnlAtoms > 0n);
  const losses = trips.filter(({ pnlAtoms }) => pnlAtoms < 0n);
  const [wonAtoms, lostAtoms] = [pnlOf(wins), 0n - pnlOf(losses)];
  const averageWin = averageOf(wonAtoms, wins.length) ?? NO_WIN;
  const averageLoss = averageOf(lostAtoms, losses.length) ?? NO_LOSS;
  const pnlAtoms = wonAtoms - lostAtoms;
  return {
    trips: trips.length,
    wins: wins.length,
    losses: losses.length,
    evens: trips.length - wins.length - losses.length,
    pnlAtoms,
    wonAtoms,
    lostAtoms,
    winRate: trips.length === 0 ? NONE : known(wins.length / trips.length),
    profitFactor: trips.length === 0 ? NONE : lostAtoms === 0n ? NO_LOSS : known(Number(wonAtoms) / Number(lostAtoms)),
    expectancy: averageOf(pnlAtoms, trips.length) ?? NONE,
    expectancyR: expectancyR(trips),
    averageWin,
    averageLoss,
    payoffRatio: payoffRatio(averageWin, averageLoss),
    averageHoldingMicros: averageHolding(trips),
    longestLosingStreak: longestStreak(trips, (pnl) => pnl < 0n),
    longestWinningStreak: longestStreak(trips, (pnl) => pnl > 0n),
  };
}

const ATOMS_PER_UNIT = 1e8;
const pnlOf = (trips: readonly ClosedTrip[]): bigint => trips.reduce((sum, { pnlAtoms }) => sum + pnlAtoms, 0n);
const averageOf = (atoms: bigint, count: number): Metric | null =>
  count === 0 ? null : known(Number(atoms) / count / ATOMS_PER_UNIT);

function payoffRatio(win: Metric, loss: Metric): Metric {
  if (win.value === null) return win;
  return loss.value === null ? loss : known(win.value / loss.value);
}

function expectancyR(trips: readonly ClosedTrip[]): Metric {
  const multiples = trips.flatMap(({ pnlAtoms, riskAtoms }) =>
    riskAtoms !== null && riskAtoms !== undefined && riskAtoms > 0n ? [Number(pnlAtoms) / Number(riskAtoms)] : [],
  );
  if (multiples.length === 0) return unknown("No trip had a stop");
  return known(multiples.reduce((sum, value) => sum + value, 0) / multiples.length);
}

function averageHolding(trips: readonly ClosedTrip[]): Metric {
  if (trips.length === 0) return NONE;
  return known(trips.reduce((sum, { openedAt, closedAt }) => sum + (closedAt - openedAt), 0) / trips.length);
}

function longestStreak(trips: readonly ClosedTrip[], belongs: (pnl: bigint) => boolean): number {
  let [longest, length] = [0, 0];
  for (const { pnlAtoms } of trips) {
    length = belongs(pnlAtoms) ? length + 1 : 0;
    longest = Math.max(longest, length);
  }
  return longest;
}
