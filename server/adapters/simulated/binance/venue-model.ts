import type { Listing } from "@/server/adapters/simulated/instruments";
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
  listings: readonly Listing[];
  nowMillis: () => number;
  source: () => VenueSource;
  /** @param limit levels a side */
  depth: (symbol: string, limit: number) => VenueDepth;
  /** Newest last. */
  trades: (symbol: string, limit: number) => readonly VenueTrade[];
  klines: (query: KlineQuery) => readonly VenueKline[];
  /** Does beforehand, in small pieces, what `klines` would otherwise do at one go; others are served meanwhile. */
  prepareKlines: (query: KlineQuery) => Promise<void>;
  /** Starts the flow of messages; each is handed over once, whoever listens. */
  start: (publish: Publish) => void;
  stop: () => void;
}>;
