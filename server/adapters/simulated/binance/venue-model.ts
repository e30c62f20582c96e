import type { Listing } from "@/server/adapters/simulated/instruments";
import type { Product } from "@/server/domain/instrument";
import type { Interval } from "./intervals";

/** A trade as the venue knows it; price and size in steps of its listing. */
export type VenueTrade = Readonly<{
  id: number;
  ticks: number;
  lots: number;
  atMillis: number;
  isBuyerMaker: boolean;
  /** Trades of one taker order at one price make one aggregate trade. */
  aggregateId: number;
}>;

export type VenueDepth = Readonly<{
  lastUpdateId: number;
  /** Best first, `[ticks, lots]`; a recording counts lots in the book's own decimals (`bookSizeDecimals`). */
  bids: readonly (readonly [number, number])[];
  asks: readonly (readonly [number, number])[];
}>;

/** Where a perpetual stands, as the venue tells it about once a second. Prices in quote units. */
export type VenuePremium = Readonly<{
  atMillis: number;
  markPrice: number;
  indexPrice: number;
  /** As it would be paid at `nextFundingMillis` now, parts per 10^8. */
  rateE8: number;
  nextFundingMillis: number;
}>;

/** A funding that was paid. */
export type VenueFunding = Readonly<{ atMillis: number; rateE8: number; markPrice: number }>;

/** What a futures venue knows beyond its trades and books. */
export type PerpetualFacts = Readonly<{
  /** Null before the first one is known. */
  premium: (symbol: string) => VenuePremium | null;
  /** Oldest first; those from `startMillis` to `endMillis`, the newest `limit` where no start is given. */
  fundings: (
    symbol: string,
    range: Readonly<{ startMillis: number | null; endMillis: number | null; limit: number }>,
  ) => readonly VenueFunding[];
}>;

/** A bar in steps; `quoteUnits` is the turnover. */
export type VenueKline = Readonly<{
  openMillis: number;
  open: number;
  high: number;
  low: number;
  close: number;
  lots: number;
  quoteUnits: number;
  trades: number;
  takerBuyLots: number;
  takerBuyQuoteUnits: number;
}>;

export type KlineQuery = Readonly<{
  symbol: string;
  interval: Interval;
  startMillis: number | null;
  endMillis: number | null;
  limit: number;
}>;

/** Answer of GET /tapedeck/source. */
export type VenueSource = Readonly<{
  source: "simulated" | "recorded";
  label: string;
  session: string;
  speed: number;
  marketTimeMs: number;
  startedAtMs: number;
  endsAtMs: number | null;
  ended: boolean;
  symbols: readonly string[];
  /** What a reader should know, e.g. that a book began without a snapshot. */
  notes: readonly string[];
}>;

/** One message of one stream, as text. */
export type Publish = (stream: string, data: string) => void;

/**
 * A market that can be served over Binance's protocol: the simulated one and a recording. Prices and
 * sizes leave it in steps; the server writes them as the venue does.
 */
export type VenueModel = Readonly<{
  product: Product;
  /** All of the one product. */
  listings: readonly Listing[];
  nowMillis: () => number;
  source: () => VenueSource;
  /** @param limit levels a side */
  depth: (symbol: string, limit: number) => VenueDepth;
  /** Newest last. */
  trades: (symbol: string, limit: number) => readonly VenueTrade[];
  /** Absent of spot. */
  perpetual?: PerpetualFacts;
  klines: (query: KlineQuery) => readonly VenueKline[];
  /** Does beforehand, in small pieces, what `klines` would otherwise do at one go; others are served meanwhile. */
  prepareKlines: (query: KlineQuery) => Promise<void>;
  /** Starts the flow of messages; each is handed over once, whoever listens. */
  start: (publish: Publish) => void;
  stop: () => void;
}>;
