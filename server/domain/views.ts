import type { Candle } from "./candle";
import type { Fill, Order, OrderEvent, QueuePoint } from "./order";
import type { ParentOrder } from "./parent-order";
import type { EquitySample, Position } from "./portfolio";
import type { Signal } from "./signal";
import type { MarketSource } from "./source";
import type { RiskEvent, TradingState } from "./trading-state";

/**
 * What the browser's stream carries. One server-sent event per message, JSON (atoms as decimal
 * strings of atoms, see `wire.ts`), at most ten a second per topic.
 */
export type FeedState = "live" | "connecting" | "stale" | "gap" | "ended" | "down";

/** Where a perpetual stands by its venue's reckoning. */
export type MarkView = Readonly<{
  /** Whole ticks, and millionths of one beyond them. */
  priceTicks: number;
  millionths: number;
  /** As it would be paid now, parts per 10^8, and when, µs; null until the venue said so. */
  fundingRateE8: number | null;
  fundingAt: number | null;
}>;

/** Topic `market:<instrumentId>`: everything is absolute, so that a dropped message does no harm. */
export type MarketView = Readonly<{
  instrumentId: string;
  /** Market time of the last event in it, µs. */
  at: number;
  /** Best first, at most 20 a side: [priceTicks, sizeLots]. */
  bids: readonly (readonly [number, number])[];
  asks: readonly (readonly [number, number])[];
  lastTicks: number | null;
  /** Null of spot, and before the first mark. */
  mark: MarkView | null;
  /** Trades since the last message: [at µs, priceTicks, sizeLots, aggressor 0 buy 1 sell, trade id]. */
  trades: readonly (readonly [number, number, number, number, number])[];
  /** The 1m bar under way. */
  bar: Candle | null;
}>;

/** Topic `feed:<venueId>`: once a second and on every change. */
export type FeedView = Readonly<{
  source: MarketSource;
  state: FeedState;
  /** A sentence when the state is not live. */
  text: string;
  messagesPerSecond: number;
  /** Time from receipt to handled, p99 over the last second, µs; and how far behind the newest message we are. */
  lagMicros: number;
  /** exchange -> received of the last event, µs; may be negative with skewed clocks. */
  feedLatencyMicros: number | null;
  gaps: number;
  deadLetters: number;
  instruments: readonly Readonly<{
    instrumentId: string;
    state: FeedState;
    lastEventAt: number | null;
    lastBookAt: number | null;
  }>[];
}>;

export type StrategyView = Readonly<{ name: string; enabled: boolean; summary: string; lastSignal: Signal | null }>;

/** Topic `desk:<deskId>`: the whole small state, at most ten a second, at least one. */
export type DeskView = Readonly<{
  deskId: string;
  runId: string;
  /** Market time, µs. */
  at: number;
  tradingState: TradingState;
  strategiesPaused: boolean;
  /** Who or what set the trading state, and when. */
  stateCause: string;
  equity: EquitySample;
  /** Equity at the start of the UTC day. */
  dayOpenEquityAtoms: bigint;
  positions: readonly Position[];
  /** Orders that are not final, newest first. */
  working: readonly (Order & Readonly<{ trace: readonly QueuePoint[] }>)[];
  /** Algos under way, newest first, with at most 60 points a curve. */
  parents: readonly ParentOrder[];
  strategies: readonly StrategyView[];
}>;

/** Topic `desk-events:<deskId>`: sent after commit, in order; `fill`, `order`, `signal` and `risk` effects. */
export type DeskEventsView = Readonly<{
  deskId: string;
  fills: readonly Fill[];
  /** Whole orders that changed, final ones too. */
  orders: readonly Order[];
  orderEvents: readonly OrderEvent[];
  signals: readonly Signal[];
  risk: readonly RiskEvent[];
}>;
