import { type BarParts, flatKline, joinKlines } from "@/server/adapters/simulated/binance/kline-bars";
import { TradeBars } from "@/server/adapters/simulated/binance/trade-bars";
import type { VenueKline, VenueTrade } from "@/server/adapters/simulated/binance/venue-model";
import type { EfficientPath } from "@/server/adapters/simulated/path/price-path";
import type { Character } from "./character";
import { History } from "./history";
import { secondsOf } from "./minute-seconds";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** The bars of one instrument: out of its trades since the market opened, out of the path before that. */
export class SymbolBars implements BarParts {
  readonly #path: EfficientPath;
  readonly #history: History;
  readonly #live: TradeBars;
  readonly #ticksPerUnit: number;
  readonly #startMillis: number;
  #last: VenueTrade | null = null;
  #split: Readonly<{ openMillis: number; seconds: readonly VenueKline[] }> | null = null;

  constructor(
    parts: Readonly<{ character: Character; path: EfficientPath; seed: number; index: number; startMillis: number }>,
  ) {
    const { character, path, startMillis } = parts;
    // Its own path: the walk back into history would throw the live one's place away.
    this.#path = path;
    this.#history = new History(parts);
    this.#live = new TradeBars(character.listing);
    this.#ticksPerUnit = 10 ** character.listing.priceDecimals;
    this.#startMillis = startMillis;
  }

  add(trade: VenueTrade): void {
    this.#live.add(trade);
    this.#last = trade;
  }

  minute(openMillis: number): VenueKline {
    const live = this.#live.minute(openMillis);
    if (live === null)
      return this.#isNow(openMillis, MINUTE) ? this.#flat(openMillis) : this.#history.minute(openMillis);
    if (openMillis + MINUTE <= this.#startMillis || openMillis > this.#startMillis) return live;
    // The minute of the start: the path until then, the trades since.
    const past = this.#history.minute(openMillis);
    const before = {
      ...flatKline(openMillis, past.open),
      close: live.open,
      high: Math.max(past.open, live.open),
      low: Math.min(past.open, live.open),
    };
    return joinKlines([before, live], openMillis) ?? live;
  }

  second(openMillis: number): VenueKline {
    const live = this.#live.second(openMillis);
    if (live !== null) return live;
    const minuteMillis = Math.floor(openMillis / MINUTE) * MINUTE;
    if (openMillis >= this.#startMillis && this.#live.minute(minuteMillis) !== null)
      return this.#quietSecond(openMillis);
    if (this.#split?.openMillis !== minuteMillis) {
      const priceAt = (millis: number) => this.#path.at(millis * 1_000).price * this.#ticksPerUnit;
      this.#split = { openMillis: minuteMillis, seconds: secondsOf(this.#history.minute(minuteMillis), priceAt) };
    }
    return this.#split.seconds[(openMillis - minuteMillis) / SECOND] ?? this.#flat(openMillis);
  }

  hour(openMillis: number): VenueKline | null {
    return openMillis + HOUR <= this.#startMillis ? this.#history.hour(openMillis) : null;
  }

  /** Whether `hour` would have to work for that day. */
  isDayNew(openMillis: number): boolean {
    return !this.#history.isDayKnown(openMillis);
  }

  #isNow(openMillis: number, length: number): boolean {
    return (
      this.#last !== null && openMillis <= this.#last.atMillis + length && openMillis + length > this.#last.atMillis
    );
  }

  #flat(openMillis: number): VenueKline {
    return flatKline(openMillis, this.#last?.ticks ?? this.#history.minute(openMillis).open);
  }

  /** No trade in it: it stands where the last one before it closed. */
  #quietSecond(openMillis: number): VenueKline {
    for (let at = openMillis - SECOND; at >= openMillis - MINUTE; at -= SECOND) {
      const before = this.#live.second(at);
      if (before !== null) return flatKline(openMillis, before.close);
    }
    return this.#flat(openMillis);
  }
}
