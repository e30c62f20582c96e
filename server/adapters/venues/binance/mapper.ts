/**
 * Binance's messages, spot and futures: raw text to typed messages in ticks and lots.
 *
 * Pure and total: what cannot be understood comes back as "unreadable" with the reason, never as an
 * exception, so that one bad message costs one dead letter and nothing else. Streams may come bare or
 * in the combined wrapper `{"stream":…,"data":…}`.
 * Source: Binance spot and USD-M/COIN-M WebSocket streams, "Diff. depth", "Trade", "Aggregate trade", "Mark price".
 */

import { type InstrumentSpec, type Product, productOf } from "@/server/domain/instrument";
import { SIDE } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import { createStepParser, floorSteps, isOffGrid } from "@/server/domain/step-parser";
import type { VenueMapper, VenueMessage } from "@/server/ports/venue-mapper";
import type { Fields, StepReader } from "./fields";
import { asFields, readId, readLevels, readTime, readTradeLots, Unreadable } from "./fields";
import { createMarkReader, type MarkReader } from "./mark";

type Reader = StepReader & Readonly<{ index: number; toMark: MarkReader }>;

/** @param specs their order gives the instrument indices of the messages */
export function createBinanceMapper(specs: readonly InstrumentSpec[]): VenueMapper {
  const readers = specs.map((spec, index) => ({
    index,
    toTicks: createStepParser(spec.tickSize),
    toLots: createStepParser(spec.lotSize),
    toLotsFloor: (text: string) => floorSteps(text, spec.lotSize),
    isOffGrid: (text: string) => isOffGrid(text, spec.tickSize),
    toMark: createMarkReader(spec.tickSize),
  }));
  const bySymbol = (product: Product): Readers =>
    new Map(specs.flatMap((spec, i) => (productOf(spec) === product ? [[spec.venueSymbol, readers[i]] as const] : [])));
  const byProduct = { spot: bySymbol("spot"), linear: bySymbol("linear"), inverse: bySymbol("inverse") };
  const [first] = specs;
  const usual = first === undefined ? "spot" : productOf(first);
  const alone = readers.length === 1 ? readers[0] : undefined;

  return {
    map: (text, product = usual) =>
      guarded(text, byProduct[product], (fields) => mapEvent(fields, byProduct[product], alone)),
    mapSnapshot: (text, instrument) =>
      guarded(text, byProduct[usual], (fields) => {
        const reader = readers[instrument];
        if (!reader) throw new Unreadable(`instrument ${instrument} is not one of ${readers.length}`);
        return mapSnapshot(fields, reader);
      }),
  };
}

type Readers = ReadonlyMap<string, Reader | undefined>;

function guarded(text: string, readers: Readers, map: (fields: Fields) => VenueMessage): VenueMessage {
  let fields: Fields | null = null;
  try {
    fields = asFields(JSON.parse(text));
    const data = fields["data"];
    if (data !== undefined && fields["stream"] !== undefined) fields = asFields(data);
    return map(fields);
  } catch (error) {
    // Text that is no JSON may still say what it was about, so that a broken update breaks its book at once.
    const event = fields === null ? /"e":"(\w+)"/.exec(text)?.[1] : fields["e"];
    const symbol = fields === null ? /"s":"(\w+)"/.exec(text)?.[1] : fields["s"];
    const reader = typeof symbol === "string" ? readers.get(symbol) : undefined;
    return {
      type: "unreadable",
      reason: error instanceof Error ? error.message : "an unknown failure",
      instrument: reader?.index ?? null,
      isBook: event === "depthUpdate",
    };
  }
}

function mapEvent(fields: Fields, readers: Readers, alone: Reader | undefined): VenueMessage {
  const event = fields["e"];
  if (event === "depthUpdate" || event === "trade" || event === "aggTrade" || event === "markPriceUpdate") {
    const symbol = fields["s"];
    if (typeof symbol !== "string") throw new Unreadable(`${event} without a symbol`);
    const reader = readers.get(symbol);
    if (!reader) return { type: "other", what: `${event} of ${symbol}, which is not collected` };
    if (event === "markPriceUpdate") return reader.toMark(fields, reader.index);
    return event === "depthUpdate" ? mapDepth(fields, reader) : mapTrade(fields, reader, event);
  }
  if (fields["lastUpdateId"] !== undefined) {
    const symbol = fields["symbol"];
    const reader = typeof symbol === "string" ? readers.get(symbol) : alone;
    if (!reader) throw new Unreadable("a snapshot that names no instrument");
    return mapSnapshot(fields, reader);
  }
  if (typeof event === "string") return { type: "other", what: event };
  if (fields["error"] !== undefined || fields["code"] !== undefined) {
    throw new Unreadable(`the venue reports an error: ${JSON.stringify(fields["error"] ?? fields["msg"])}`);
  }
  if (fields["id"] !== undefined || fields["result"] !== undefined) return { type: "other", what: "answer" };
  if (fields["u"] !== undefined && fields["b"] !== undefined) return { type: "other", what: "bookTicker" };
  throw new Unreadable("a message of no known kind");
}

/** Futures stamp the transaction (T) beside the message (E); a diff covers what happened up to it. */
function mapDepth(fields: Fields, reader: Reader): VenueMessage {
  const firstId = readId(fields, "U");
  const lastId = readId(fields, "u");
  if (firstId > lastId) throw new Unreadable(`U must not exceed u, was ${firstId} and ${lastId}`);
  const bids = readLevels(fields, "b", reader);
  const asks = readLevels(fields, "a", reader);
  return {
    type: "depth",
    instrument: reader.index,
    exchangeAt: readTime(fields, fields["T"] === undefined ? "E" : "T"),
    firstId,
    lastId,
    previousId: fields["pu"] === undefined ? null : readId(fields, "pu"),
    bids: bids.pairs,
    asks: asks.pairs,
    irregular: bids.irregular + asks.irregular,
  };
}

function mapSnapshot(fields: Fields, reader: Reader): VenueMessage {
  let exchangeAt: Micros | null = null;
  if (fields["T"] !== undefined) exchangeAt = readTime(fields, "T");
  else if (fields["E"] !== undefined) exchangeAt = readTime(fields, "E");
  const bids = readLevels(fields, "bids", reader);
  const asks = readLevels(fields, "asks", reader);
  return {
    type: "snapshot",
    instrument: reader.index,
    exchangeAt,
    lastId: readId(fields, "lastUpdateId"),
    bids: bids.pairs,
    asks: asks.pairs,
    irregular: bids.irregular + asks.irregular,
  };
}

/**
 * `m` says that the buyer was the maker: the aggressor sold. Futures name the kind of trade in `X`: only MARKET is
 * one of the book; INSURANCE_FUND and ADL are the venue's own, at prices of their own.
 */
function mapTrade(fields: Fields, reader: Reader, type: "trade" | "aggTrade"): VenueMessage {
  const { p: price, q: size, m: isBuyerMaker, X: kind } = fields;
  const isOffBook = kind !== undefined && kind !== "MARKET";
  if (typeof price !== "string" || typeof size !== "string") throw new Unreadable(`${type} without price or size`);
  if (typeof isBuyerMaker !== "boolean") throw new Unreadable(`${type} without its aggressor side`);
  const priceTicks = reader.toTicks(price);
  if (priceTicks <= 0) throw new Unreadable(`a price must be positive, was ${price}`);
  const sizeLots = readTradeLots(size, reader);
  return {
    type,
    instrument: reader.index,
    exchangeAt: readTime(fields, "T"),
    tradeId: readId(fields, type === "trade" ? "t" : "a"),
    priceTicks,
    sizeLots,
    aggressor: isBuyerMaker ? SIDE.sell : SIDE.buy,
    ...(isOffBook ? { isOffBook } : {}),
  };
}
