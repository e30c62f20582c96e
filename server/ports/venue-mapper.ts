import type { InstrumentSpec, Product } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";

/** Price levels as pairs, flat: ticks, lots, ticks, lots, … A level of 0 lots is gone. */
export type LevelPairs = readonly number[];

/** Absolute new sizes of levels, covering the update ids `firstId` to `lastId`. */
export type DepthUpdate = Readonly<{
  type: "depth";
  /** Index into the mapper's instrument list. */
  instrument: number;
  exchangeAt: Micros;
  firstId: number;
  lastId: number;
  /** `lastId` of the update before, where the venue chains them (futures); null otherwise (spot). */
  previousId: number | null;
  bids: LevelPairs;
  asks: LevelPairs;
  /** Levels rounded down to a whole lot, or left out for a price off the tick grid. */
  irregular: number;
}>;

/** A whole book as of update id `lastId`. */
export type DepthSnapshot = Readonly<{
  type: "snapshot";
  /** Null when neither the text nor the caller says which. */
  instrument: number | null;
  /** Null where the venue gives no time (Binance spot). */
  exchangeAt: Micros | null;
  lastId: number;
  bids: LevelPairs;
  asks: LevelPairs;
  irregular: number;
}>;

export type VenueTrade = Readonly<{
  type: "trade";
  instrument: number;
  exchangeAt: Micros;
  tradeId: number;
  priceTicks: number;
  /** Whole lots: 0 when less than one lot of an old order was traded. */
  sizeLots: number;
  /** SIDE.buy or SIDE.sell. */
  aggressor: number;
  /** Made outside of the book (a futures venue's insurance fund, auto-deleveraging): it took nothing from any queue. */
  isOffBook?: true;
}>;

/** What a perpetual is worth to its venue (liquidation, funding), told about once a second. */
export type VenueMark = Readonly<{
  type: "mark";
  instrument: number;
  exchangeAt: Micros;
  /** Whole ticks, and millionths of a tick beyond them, 0 to 999,999: mark prices are finer than the tick. */
  priceTicks: number;
  millionths: number;
  /** As it would be paid now: parts per 10^8, longs pay when positive. Null for a contract that pays none. */
  funding: Readonly<{ rateE8: number; at: Micros }> | null;
}>;

/** The trades of one taker order at one price, summed; it counts its ids by itself. */
export type VenueAggregateTrade = Readonly<Omit<VenueTrade, "type"> & { type: "aggTrade" }>;

export type VenueMessage =
  | DepthUpdate
  | DepthSnapshot
  | VenueTrade
  | VenueAggregateTrade
  | VenueMark
  /** Understood and not needed: tickers, subscription answers, other symbols. */
  | Readonly<{ type: "other"; what: string }>
  /** Not understood: a dead letter. `instrument` is known where the symbol still could be read. */
  | Readonly<{ type: "unreadable"; reason: string; instrument: number | null; isBook: boolean }>;

/** Pure: raw text to typed messages in the instruments' own ticks and lots. Never throws. */
export type VenueMapper = Readonly<{
  /** @param product whose stream it came on; default that of the first instrument */
  map: (text: string, product?: Product) => VenueMessage;
  /** A REST depth snapshot, which may not name its symbol. */
  mapSnapshot: (text: string, instrument: number) => VenueMessage;
}>;

export type MapperFactory = (specs: readonly InstrumentSpec[]) => VenueMapper;
