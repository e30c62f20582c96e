/**
 * One instrument's 1m candles from its trades, by the venue's time. Pure.
 *
 * A candle is final 2 s after its minute (DOMAIN 1) and never changed afterwards: a strategy may have acted
 * on it. A minute of which a part was not seen (the collector started in it, the connection was
 * lost, trades are missing) is not final from here: it is handed out to be fetched instead.
 */
import type { Candle } from "@/server/domain/candle";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros, micros } from "@/server/domain/micros";

export const FINAL_AFTER_MICROS = 2 * MICROS_PER_SECOND;
/** A longer silence (a suspended machine) is history to fetch, not minutes to count through. */
const MINUTES_MAX = 60;

export const minuteOf = (at: number): Micros => micros(Math.floor(at / MICROS_PER_MINUTE) * MICROS_PER_MINUTE);

/** Whether the minute that begins at `openAt` is final at the venue's time `venueNow`. */
export const isMinuteFinal = (openAt: number, venueNow: number): boolean =>
  openAt + MICROS_PER_MINUTE + FINAL_AFTER_MICROS <= venueNow;

export type FinalMinutes = Readonly<{
  candles: readonly Candle[];
  /** Starts of minutes that must be fetched. */
  incomplete: readonly Micros[];
}>;

type Trade = Readonly<{ exchangeAt: number; priceTicks: number; sizeLots: number }>;

export class CandleBuilder {
  readonly #open = new Map<number, Candle>();
  readonly #incomplete = new Set<number>();
  /** Start of the first minute that is not final. */
  #next: number;
  #lastCloseTicks: number | null = null;
  /** Trades that came after their minute was final: stored, but in no candle of ours. */
  lateTrades = 0;

  /** @param startedAt venue time from which trades are seen, µs; its minute is incomplete */
  constructor(startedAt: number) {
    this.#next = minuteOf(startedAt);
    this.#incomplete.add(this.#next);
  }

  add({ exchangeAt, priceTicks, sizeLots }: Trade): void {
    const openAt = minuteOf(exchangeAt);
    if (openAt < this.#next) {
      this.lateTrades++;
      return;
    }
    const bar = this.#open.get(openAt);
    this.#open.set(openAt, {
      openAt,
      openTicks: bar?.openTicks ?? priceTicks,
      highTicks: Math.max(bar?.highTicks ?? priceTicks, priceTicks),
      lowTicks: Math.min(bar?.lowTicks ?? priceTicks, priceTicks),
      closeTicks: priceTicks,
      volumeLots: (bar?.volumeLots ?? 0) + sizeLots,
      trades: (bar?.trades ?? 0) + 1,
      isFinal: false,
    });
  }

  /** The venue's own unfinished bar: what was traded in this minute before we listened. Volume is fetched, then ours. */
  seed(bar: Candle): void {
    const mine = this.#open.get(bar.openAt);
    if (bar.openAt < this.#next) return;
    this.#open.set(bar.openAt, {
      ...bar,
      highTicks: Math.max(bar.highTicks, mine?.highTicks ?? bar.highTicks),
      lowTicks: Math.min(bar.lowTicks, mine?.lowTicks ?? bar.lowTicks),
      closeTicks: mine?.closeTicks ?? bar.closeTicks,
      isFinal: false,
    });
  }

  /** Nothing was seen for a while within these venue times. */
  markIncomplete(from: number, to: number): void {
    const first = Math.max(minuteOf(from), this.#next, minuteOf(to) - MINUTES_MAX * MICROS_PER_MINUTE);
    for (let openAt = first; openAt <= to; openAt += MICROS_PER_MINUTE) this.#incomplete.add(openAt);
  }

  /** What became final by `venueNow`, oldest first. A complete minute without a trade repeats the last close. */
  finalise(venueNow: number): FinalMinutes {
    const candles: Candle[] = [];
    const incomplete: Micros[] = [];
    const limit = minuteOf(venueNow) - MINUTES_MAX * MICROS_PER_MINUTE;
    if (this.#next < limit) this.#skipTo(limit);
    for (; isMinuteFinal(this.#next, venueNow); this.#next += MICROS_PER_MINUTE) {
      const openAt = micros(this.#next);
      const bar = this.#open.get(openAt) ?? this.#flat(openAt);
      this.#open.delete(openAt);
      if (bar) this.#lastCloseTicks = bar.closeTicks;
      if (this.#incomplete.delete(openAt)) incomplete.push(openAt);
      else if (bar) candles.push({ ...bar, isFinal: true });
    }
    return { candles, incomplete };
  }

  /** The newest bar under way. */
  current(): Candle | null {
    let newest: Candle | null = null;
    for (const bar of this.#open.values()) if (!newest || bar.openAt > newest.openAt) newest = bar;
    return newest;
  }

  #flat(openAt: Micros): Candle | null {
    const ticks = this.#lastCloseTicks;
    if (ticks === null) return null;
    const same = { openTicks: ticks, highTicks: ticks, lowTicks: ticks, closeTicks: ticks };
    return { openAt, ...same, volumeLots: 0, trades: 0, isFinal: false };
  }

  #skipTo(openAt: number): void {
    this.#next = openAt;
    for (const key of this.#open.keys()) if (key < openAt) this.#open.delete(key);
    for (const key of this.#incomplete) if (key < openAt) this.#incomplete.delete(key);
    this.#incomplete.add(openAt);
  }
}
