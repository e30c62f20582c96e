/** Whether an instrument's data may be relied on (DOMAIN 1). Pure; times in µs of our market clock. */
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import type { FeedState } from "@/server/domain/views";

/** No book or trade event for so long. */
export const SILENCE_MICROS_MAX = 60 * MICROS_PER_SECOND;
/** A book older than so while trades print. */
export const BOOK_AGE_MICROS_MAX = 5 * MICROS_PER_SECOND;

export type InstrumentTimes = Readonly<{
  isLive: boolean;
  /** Its book was whole before and is not now. */
  hasGap: boolean;
  /** Last messages, 0 before the first. */
  bookReceivedAt: number;
  tradeReceivedAt: number;
}>;

export function isStale({ bookReceivedAt, tradeReceivedAt }: InstrumentTimes, now: number): boolean {
  const newest = Math.max(bookReceivedAt, tradeReceivedAt);
  if (newest === 0) return false;
  if (now - newest >= SILENCE_MICROS_MAX) return true;
  const isTrading = now - tradeReceivedAt < BOOK_AGE_MICROS_MAX;
  return isTrading && now - bookReceivedAt >= BOOK_AGE_MICROS_MAX;
}

/** A gap outweighs staleness: it says why. */
export function instrumentState(times: InstrumentTimes, now: number): FeedState {
  if (times.hasGap) return "gap";
  if (!times.isLive) return "connecting";
  return isStale(times, now) ? "stale" : "live";
}

const WORST_FIRST: readonly FeedState[] = ["gap", "stale", "connecting"];

/** The feed's state while its connection stands: the worst of its instruments. */
export function worstState(states: readonly FeedState[]): FeedState {
  return WORST_FIRST.find((state) => states.includes(state)) ?? "live";
}
