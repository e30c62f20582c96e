import { joinKlines } from "@/server/adapters/simulated/binance/kline-bars";
import type { VenueKline } from "@/server/adapters/simulated/binance/venue-model";
import { lotsWorth, turnoverOf } from "@/server/adapters/simulated/instruments";
import type { EfficientPath } from "@/server/adapters/simulated/path/price-path";
import { extended, stateOf, uniformOfState } from "@/server/adapters/simulated/random/noise";
import type { Character } from "./character";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const MINUTES_OF_DAY = 1440;
const MINUTES_OF_HOUR = 60;
const HOURS_OF_DAY = 24;
/** Whole days of minutes remembered; a chart asks for the same ones again and again, a backfill goes day by day. */
const DAYS_KEPT = 6;
/** Busy times trade more than in proportion: measured on the live market, as the character's own numbers are. */
const ACTIVITY_POWER = 1.2;

/** Numbers of a bar in its array, in the order of `numbersOf`. */
const FIELDS = 9;

/** Bars of a past in which nobody watched: prices from the path, volume from its volatility and a draw. */
export class History {
  readonly #path: EfficientPath;
  readonly #character: Character;
  readonly #volumeKey: number;
  /** Minutes of some days, in the order they were made. */
  readonly #minutes = new Map<number, Float64Array>();
  /** Hours of every day that was ever asked for; a year of them is half a megabyte. */
  readonly #hours = new Map<number, Float64Array>();

  constructor(parts: Readonly<{ path: EfficientPath; character: Character; seed: number; index: number }>) {
    this.#path = parts.path;
    this.#character = parts.character;
    this.#volumeKey = stateOf(parts.seed, [400, parts.index]);
  }

  minute(openMillis: number): VenueKline {
    const day = Math.floor(openMillis / DAY);
    return this.#klineAt(this.#minutesOf(day), {
      start: day * DAY,
      slot: Math.floor((openMillis - day * DAY) / MINUTE),
      length: MINUTE,
    });
  }

  /** The bar of a whole hour, exactly what its minutes add up to. */
  hour(openMillis: number): VenueKline {
    const day = Math.floor(openMillis / DAY);
    return this.#klineAt(this.#hoursOf(day), {
      start: day * DAY,
      slot: Math.floor((openMillis - day * DAY) / HOUR),
      length: HOUR,
    });
  }

  /** Whether the hours of that day are made already. */
  isDayKnown(openMillis: number): boolean {
    return this.#hours.has(Math.floor(openMillis / DAY));
  }

  #hoursOf(day: number): Float64Array {
    const known = this.#hours.get(day);
    if (known !== undefined) return known;
    const hours = new Float64Array(HOURS_OF_DAY * FIELDS);
    for (let hour = 0; hour < HOURS_OF_DAY; hour++) {
      const open = day * DAY + hour * HOUR;
      const minutes = Array.from({ length: MINUTES_OF_HOUR }, (_, i) => this.minute(open + i * MINUTE));
      const bar = joinKlines(minutes, open);
      if (bar !== null) hours.set(numbersOf(bar), hour * FIELDS);
    }
    this.#hours.set(day, hours);
    return hours;
  }

  #minutesOf(day: number): Float64Array {
    const known = this.#minutes.get(day);
    if (known !== undefined) return known;
    const [oldest] = this.#minutes.keys();
    if (this.#minutes.size >= DAYS_KEPT && oldest !== undefined) this.#minutes.delete(oldest);
    const minutes = new Float64Array(MINUTES_OF_DAY * FIELDS);
    for (let slot = 0; slot < MINUTES_OF_DAY; slot++) {
      minutes.set(this.#draw(day * MINUTES_OF_DAY + slot), slot * FIELDS);
    }
    this.#minutes.set(day, minutes);
    return minutes;
  }

  /** @param index minutes since the epoch */
  #draw(index: number): number[] {
    const { listing, past } = this.#character;
    const point = this.#path.minute(index);
    const scale = 10 ** listing.priceDecimals;
    const steps = (price: number) => Math.max(1, Math.round(price * scale));
    const [open, close] = [steps(point.open), steps(point.close)];
    const key = extended(this.#volumeKey, index);
    const draw = (stream: number) => uniformOfState(extended(key, stream));
    const activity = Math.min(3, Math.max(0.3, point.volatility));
    const trades = Math.max(1, Math.round(past.tradesPerMinute * activity ** ACTIVITY_POWER * (0.5 + draw(1))));
    const quoteUnits = trades * past.quotePerTrade * activity ** (ACTIVITY_POWER - 1) * (0.4 + 1.2 * draw(2));
    const lots = Math.max(1, Math.round(lotsWorth(listing, quoteUnits, point.close)));
    const buyShare = Math.min(0.9, Math.max(0.1, 0.5 + 120 * (point.close / point.open - 1) + 0.1 * (draw(3) - 0.5)));
    const high = Math.max(open, close, steps(point.high));
    const low = Math.min(open, close, steps(point.low));
    const takerBuyLots = Math.round(lots * buyShare);
    // The turnover of a bar nobody watched: its volume at the middle of its prices.
    const perLot = turnoverOf(listing, (open + high + low + close) / 4, 1);
    return [open, high, low, close, lots, trades, takerBuyLots, lots * perLot, takerBuyLots * perLot];
  }

  #klineAt(bars: Float64Array, at: Readonly<{ start: number; slot: number; length: number }>): VenueKline {
    const field = (n: number) => bars[at.slot * FIELDS + n] ?? 0;
    return {
      openMillis: at.start + at.slot * at.length,
      open: field(0),
      high: field(1),
      low: field(2),
      close: field(3),
      lots: field(4),
      trades: field(5),
      takerBuyLots: field(6),
      quoteUnits: field(7),
      takerBuyQuoteUnits: field(8),
    };
  }
}

const numbersOf = (bar: VenueKline): number[] => [
  bar.open,
  bar.high,
  bar.low,
  bar.close,
  bar.lots,
  bar.trades,
  bar.takerBuyLots,
  bar.quoteUnits,
  bar.takerBuyQuoteUnits,
];
