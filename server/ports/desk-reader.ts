import type { Micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Fill, Markout, Order, OrderEvent, OrderState, QueuePoint, Side } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { EquitySample, Position, RoundTrip } from "@/server/domain/portfolio";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { BreakerEvent, PositionSample } from "@/server/domain/risk/risk-view";
import type { Signal } from "@/server/domain/signal";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { PerformanceReader } from "./performance-reader";

/** Keyset page: pass the last row's cursor to go on. */
export type Page<T> = Readonly<{ rows: readonly T[]; nextCursor: string | null }>;

export type PageQuery = Readonly<{ deskId: string; cursor: string | null /** 1 to 500. */; limit: number }>;

export type OrderFilter = Readonly<{
  instrumentId: string | null;
  origin: string | null;
  states: readonly OrderState[] | null;
  /** Orders that belong to this algo or entry. */
  parentId: string | null;
  tag: string | null;
  from: Micros | null;
  to: Micros | null;
}>;

export type TripFilter = Omit<OrderFilter, "states" | "parentId">;

export type JournalNote = Readonly<{
  /** "order" or "trip" and its id within the desk. */
  subject: Readonly<{ kind: "order" | "trip"; id: string }>;
  /** Markdown, at most 20,000 characters. */
  text: string;
  /** At most 20, each at most 40 characters. */
  tags: readonly string[];
  updatedAt: Micros;
}>;

export type OrderRow = Order & Readonly<{ tags: readonly string[]; hasNote: boolean }>;
export type TripRow = RoundTrip &
  Readonly<{
    /** Side of the order that opened it: a sell of a perpetual went short. Null when that order is not known. */
    opened: Side | null;
    tags: readonly string[];
    hasNote: boolean;
  }>;

/** All that explains one order. */
export type OrderWhy = Readonly<{
  order: Order;
  events: readonly OrderEvent[];
  fills: readonly Fill[];
  markouts: readonly Markout[];
  trace: readonly QueuePoint[];
  /** The strategy's signal at its decision, if a strategy made it. */
  signal: Signal | null;
  /**
   * Of a strategy that trades what models say: what each version had last said of the instrument when it decided, at
   * most a day old, champions first. Empty otherwise.
   */
  predictions: readonly Prediction[];
  tripId: string | null;
  note: JournalNote | null;
}>;

export type TripWhy = Readonly<{ trip: RoundTrip; orders: readonly OrderWhy[]; note: JournalNote | null }>;

/** With who sent the command that caused it; null when the desk did it by itself. */
export type RiskEventRow = RiskEvent & Readonly<{ who: string | null }>;
export type RiskSettingsRow = RiskSettingsChange & Readonly<{ who: string | null }>;

/** What pages read of a desk. Everything is as of the last commit. */
export type DeskReader = PerformanceReader & RowReader;

type RowReader = Readonly<{
  listOrders: (query: PageQuery & Readonly<{ filter: OrderFilter }>) => Promise<Page<OrderRow>>;
  listTrips: (query: PageQuery & Readonly<{ filter: TripFilter }>) => Promise<Page<TripRow>>;
  listFills: (query: PageQuery & Readonly<{ instrumentId: string | null; from: Micros | null }>) => Promise<Page<Fill>>;
  /** Newest first. */
  listParents: (query: PageQuery) => Promise<Page<ParentOrder>>;
  listSignals: (query: PageQuery) => Promise<Page<Signal>>;
  listRiskEvents: (query: PageQuery) => Promise<Page<RiskEventRow>>;
  /** Newest first. */
  listRiskSettings: (query: PageQuery) => Promise<Page<RiskSettingsRow>>;
  /** Newest first. */
  listBreakerEvents: (query: PageQuery) => Promise<Page<BreakerEvent>>;
  /** In order of time; `from` included, `to` excluded. */
  listPositionSamples: (
    deskId: string,
    range: Readonly<{ from: Micros; to: Micros }>,
  ) => Promise<readonly PositionSample[]>;
  /** As the desk last learned them; null before the first. */
  latestFacts: (deskId: string) => Promise<MarketFacts | null>;
  getOrderWhy: (deskId: string, orderId: string) => Promise<OrderWhy>;
  getTripWhy: (deskId: string, tripId: string) => Promise<TripWhy>;
  /** At most `points` samples (2 to 5,000), evenly thinned, first and last kept. */
  listEquity: (
    deskId: string,
    range: Readonly<{ from: Micros | null; points: number }>,
  ) => Promise<readonly EquitySample[]>;
  listPositions: (deskId: string) => Promise<readonly Position[]>;
  /** Tags in use with their counts. */
  listTags: (deskId: string) => Promise<readonly Readonly<{ tag: string; count: number }>[]>;
  saveNote: (deskId: string, note: Omit<JournalNote, "updatedAt">, who: string) => Promise<JournalNote>;
}>;
