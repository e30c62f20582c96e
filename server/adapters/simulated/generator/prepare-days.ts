import type { BarRange } from "@/server/adapters/simulated/binance/kline-bars";
import type { SymbolBars } from "./symbol-bars";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Work at most so long at a time, so that a depth message is never late for it. */
const SLICE_MILLIS = 8;

/** Makes the hours that bars of an hour or more are built from, piece by piece between other work. */
export async function prepareDays(range: BarRange, bars: SymbolBars): Promise<void> {
  const { interval, limit, startMillis, nowMillis, earliestMillis } = range;
  const newest = interval.startOf(Math.min(range.endMillis ?? nowMillis, nowMillis));
  if (interval.shift(newest, 1) - newest < HOUR) return;
  const from = startMillis === null ? interval.shift(newest, 1 - limit) : interval.startOf(startMillis);
  const oldest = Math.max(from, interval.startOf(earliestMillis));
  const last = Math.min(interval.shift(oldest, limit + 1), interval.shift(newest, 1), nowMillis);
  let sliceEnd = performance.now() + SLICE_MILLIS;
  for (let day = Math.floor(oldest / DAY) * DAY; day < last; day += DAY) {
    if (!bars.isDayNew(day)) continue;
    if (performance.now() > sliceEnd) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      sliceEnd = performance.now() + SLICE_MILLIS;
    }
    bars.hour(day);
  }
}
