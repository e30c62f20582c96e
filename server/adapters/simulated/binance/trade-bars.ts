import { type Listing, turnoverOf } from "@/server/adapters/simulated/instruments";
import { addKline, type MutableKline, startKline, tradeKline } from "./kline-bars";
import type { VenueKline, VenueTrade } from "./venue-model";

const SECOND = 1_000;
const MINUTE = 60_000;
/** Two days of minutes and two hours of seconds: what is older is another's to tell. */
const MINUTES_KEPT = 2_880;
const SECONDS_KEPT = 7_200;

/** Minute and second bars out of the trades that were seen. */
export class TradeBars {
  readonly #listing: Listing;
  readonly #minutes = new Map<number, MutableKline>();
  readonly #seconds = new Map<number, MutableKline>();

  constructor(listing: Listing) {
    this.#listing = listing;
  }

  add(trade: VenueTrade): void {
    const part = tradeKline(trade, turnoverOf(this.#listing, trade.ticks, trade.lots));
    put(this.#minutes, part, { length: MINUTE, kept: MINUTES_KEPT });
    put(this.#seconds, part, { length: SECOND, kept: SECONDS_KEPT });
  }

  minute(openMillis: number): VenueKline | null {
    return this.#minutes.get(openMillis) ?? null;
  }

  second(openMillis: number): VenueKline | null {
    return this.#seconds.get(openMillis) ?? null;
  }
}

function put(
  bars: Map<number, MutableKline>,
  part: VenueKline,
  size: Readonly<{ length: number; kept: number }>,
): void {
  const open = Math.floor(part.openMillis / size.length) * size.length;
  const bar = bars.get(open);
  if (bar !== undefined) return addKline(bar, part);
  bars.set(open, startKline(part, open));
  const [oldest] = bars.keys();
  if (bars.size > size.kept && oldest !== undefined) bars.delete(oldest);
}
