/** Keeps simulated markets in step with a clock. */
import type { Publish } from "@/server/adapters/simulated/binance/venue-model";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import type { SymbolMarket } from "./symbol-market";

/** Lived through before the first message, so that there is a book with a past and a list of trades. */
export const WARM_UP_MICROS = 15_000_000;
/** First day of history, whoever asks and whenever. */
export const LISTED_MILLIS = Date.UTC(2022, 0, 1);

/** Real time between two looks at the clock, and between two depth messages. */
const STEP_MICROS = 10_000;
const DEPTH_MICROS = 100_000;
/** A machine that slept does not live through the night: the market goes on from now. */
const CATCH_UP_MICROS_MAX = 5_000_000;

export type RunOptions = Readonly<{
  markets: readonly SymbolMarket[];
  clock: MarketClock;
  publish: Publish;
  /** After each small step, with the time lived until. */
  onStep?: (untilMicros: number) => void;
}>;

/** Lives in small steps; each is paid for by the time that passed, so a late timer loses nothing. */
export function runMarkets({ markets, clock, publish, onStep = () => {} }: RunOptions): () => void {
  let livedUntil = clock.nowMicros();
  let nextDepth = livedUntil + DEPTH_MICROS;
  let cancel = () => {};
  const step = () => {
    const now = clock.nowMicros();
    livedUntil = Math.max(livedUntil, now - CATCH_UP_MICROS_MAX);
    nextDepth = Math.max(nextDepth, livedUntil);
    while (livedUntil < now) {
      const until = Math.min(now, livedUntil + STEP_MICROS, nextDepth);
      for (const market of markets) market.advance(until, publish);
      livedUntil = until;
      onStep(until);
      if (until < nextDepth) continue;
      for (const market of markets) market.publishDepth(until, publish);
      nextDepth += DEPTH_MICROS;
    }
    cancel = clock.after(STEP_MICROS, step);
  };
  cancel = clock.after(STEP_MICROS, step);
  return () => cancel();
}
