/**
 * Bars of prices, and longer bars out of minutes. A bar of which too little was seen is not there: nothing that is
 * reckoned from bars reaches across a hole.
 */
import { MICROS_PER_MINUTE } from "@/server/domain/micros";

/** Prices in ticks of the instrument's version that it was counted in; `openAt` is its start, µs. */
export type PriceBar = Readonly<{ openAt: number; high: number; low: number; close: number; version: number }>;

export const HOUR_MICROS = 60 * MICROS_PER_MINUTE;
export const DAY_MICROS = 24 * HOUR_MICROS;

/** Share of its minutes that a longer bar needs. */
const SEEN_MIN = 5 / 6;

/**
 * Bars of `width` counted from the epoch, so that hours and days are UTC's. One of fewer than five sixths of its
 * minutes is left out, and so is one within which the tick size changed.
 *
 * @param minutes oldest first, each minute at most once, none unfinished
 * @param width   a multiple of a minute, µs
 */
export function longerBars(minutes: readonly PriceBar[], width: number): PriceBar[] {
  const needed = (width / MICROS_PER_MINUTE) * SEEN_MIN;
  const bars: PriceBar[] = [];
  for (let first = 0; first < minutes.length; ) {
    const openAt = startOf(minutes[first]?.openAt ?? 0, width);
    let end = first;
    while (end < minutes.length && startOf(minutes[end]?.openAt ?? 0, width) === openAt) end++;
    const bar = end - first >= needed ? merged(minutes.slice(first, end), openAt) : null;
    if (bar) bars.push(bar);
    first = end;
  }
  return bars;
}

const startOf = (at: number, width: number): number => Math.floor(at / width) * width;

function merged(minutes: readonly PriceBar[], openAt: number): PriceBar | null {
  const last = minutes.at(-1);
  if (!last || minutes.some(({ version }) => version !== last.version)) return null;
  let [high, low] = [last.high, last.low];
  for (const minute of minutes) {
    high = Math.max(high, minute.high);
    low = Math.min(low, minute.low);
  }
  return { openAt, high, low, close: last.close, version: last.version };
}
