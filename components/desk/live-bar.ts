/**
 * The bar under way of any interval, kept from the 1m bars of the stream.
 *
 * The stream carries the 1m bar under way. A longer bar is the sum of its finished minutes, which
 * are folded in as they close, and the minute under way, which is replaced at each message.
 */
import { type Candle, type Interval, intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";

export class LiveBar {
  readonly #span: number;
  #closed: Candle | null = null;
  #minute: Candle | null = null;

  /** @param minutes the 1m candles since the start of the bar under way, oldest first */
  constructor(interval: Interval, minutes: readonly Candle[]) {
    this.#span = intervalMicros(interval);
    for (const minute of minutes) this.push(minute);
  }

  /** @returns the interval's bar after this minute's; null for a minute older than the one known */
  push(minute: Candle): Candle | null {
    const known = this.#minute;
    if (known !== null && minute.openAt < known.openAt) return null;
    if (known !== null && minute.openAt > known.openAt) this.#fold(known);
    this.#minute = minute;
    const openAt = this.startOf(minute.openAt);
    if (this.#closed !== null && this.#closed.openAt !== openAt) this.#closed = null;
    return this.#closed === null ? { ...minute, openAt: micros(openAt) } : join(this.#closed, minute);
  }

  /** Start of the bar that an instant lies in, µs. */
  startOf(at: number): number {
    return at - (at % this.#span);
  }

  #fold(minute: Candle): void {
    const openAt = micros(this.startOf(minute.openAt));
    const isSame = this.#closed !== null && this.#closed.openAt === openAt;
    this.#closed = isSame && this.#closed !== null ? join(this.#closed, minute) : { ...minute, openAt };
  }
}

function join(bar: Candle, next: Candle): Candle {
  return {
    ...bar,
    highTicks: Math.max(bar.highTicks, next.highTicks),
    lowTicks: Math.min(bar.lowTicks, next.lowTicks),
    closeTicks: next.closeTicks,
    volumeLots: bar.volumeLots + next.volumeLots,
    trades: bar.trades + next.trades,
    isFinal: false,
  };
}
