/** What one kind of breaker looks at, and what it says. A rule is pure: it measures, `Breakers` opens and arms. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { BreakerKind, RiskSettings } from "@/server/domain/risk/risk-settings";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

/** All that rules measure, as of one moment. Money in atoms, times in µs. */
export type Look = Readonly<{
  now: number;
  risk: RiskSettings;
  facts: MarketFacts | null;
  /** Names the desk's currency. */
  spec: InstrumentSpec;
  equityAtoms: bigint;
  peakAtoms: bigint;
  dayBaseAtoms: bigint;
  /** Round trips in a row that lost: of a strategy, or (null) of people. */
  losingStreak: (strategy: string | null) => number;
  /** Last sign of life of the collector, or when the desk began to listen: at its start, and after each restart. */
  heardAt: number;
  listensSince: number;
  gaugeOf: (instrument: number) => Readonly<{ volatilityPpm: number | null; quality: number | null }>;
  /** Made or lost since 00:00 UTC by a strategy, marked. */
  strategyDayAtoms: (strategy: string) => bigint;
}>;

/** What a breaker is for: the desk, one instrument, or one strategy. */
export type Subject = Readonly<{ market: InstrumentMarket | null; strategy: string | null }>;

export type Measured = Readonly<{
  /** The number is reached; null when it cannot be known now. */
  isReached: boolean | null;
  /** Made only when they are told. */
  words: () => Readonly<{ value: string; limit: string; text: string }>;
}>;

export type BreakerRule = Readonly<{
  kind: BreakerKind;
  /** Of the whole desk while it is open. */
  demands: "REDUCING" | "HALTED" | null;
  /** A condition of the world, which nobody can arm away while it lasts. */
  isOutside: boolean;
  measure: (look: Look, subject: Subject) => Measured;
}>;

const PPM = 1_000_000n;

/** What is lost of `base`, whole ppm, rounded down: what is reached by it is reached. */
export const lostPpm = (base: bigint, now: bigint): bigint =>
  base > 0n && now < base ? ((base - now) * PPM) / base : 0n;

/** Has `base` lost at least so many ppm of itself? */
export const hasLost = (base: bigint, now: bigint, ppm: number): boolean =>
  now < base && (base - now) * PPM >= BigInt(ppm) * base;

/** "5 %", "12.0625 %" */
export function percentText(ppm: number | bigint): string {
  const text = (Number(ppm) / 10_000).toFixed(4).replace(/\.?0+$/, "");
  return `${text} %`;
}
