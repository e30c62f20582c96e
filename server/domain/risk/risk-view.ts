/** What the risk page and the ticket are told once a second (topic `desk-risk:<deskId>`), and the rows of its history. */
import type { Atoms } from "@/server/domain/atoms";
import type { Micros } from "@/server/domain/micros";
import type { VolatilityRegime } from "@/server/domain/sizing";
import type { OriginRecord } from "@/server/domain/sizing/trade-record";
import type { TradingState } from "@/server/domain/trading-state";
import type { MarketFacts } from "./market-facts";
import type { BreakerKind, RiskSettings } from "./risk-settings";
import type { Sector } from "./sectors";

/** Measured per instrument; money in the desk's currency. What cannot be known is null. */
export type InstrumentMeasure = Readonly<{
  instrumentId: string;
  sector: Sector;
  sizeLots: number;
  /** Signed value at the mark, and what working orders may still add on each side. */
  exposureAtoms: Atoms;
  workingBuyAtoms: Atoms;
  workingSellAtoms: Atoms;
  openedAt: Micros | null;
  /** Gain (+) or loss of the position against its average entry price, ppm of it. */
  gainPpm: number | null;
  /** Where the desk would close it now, in half ticks: stop (or trailing stop), target. */
  stopHalfTicks: number | null;
  targetHalfTicks: number | null;
  closesAt: Micros | null;
  /** Realised volatility of the last 5 minutes, ppm. */
  volatilityPpm: number | null;
  volatilityRegime: VolatilityRegime | null;
  /** Of the last full minute, 0 to 100. */
  quality: number | null;
  spreadPpm: number | null;
  lastEventAt: Micros | null;
  lastEntryAt: Micros | null;
}>;

export type StrategyMeasure = Readonly<{
  strategy: string;
  /** Gross exposure that it opened, with its working entries. */
  exposureAtoms: Atoms;
  /** Made or lost since 00:00 UTC, marked. */
  dayAtoms: Atoms;
  /** Its own round trips in a row that lost. */
  losingStreak: number;
}>;

/** All that limits are compared with. */
export type RiskMeasures = Readonly<{
  at: Micros;
  equityAtoms: Atoms;
  /** Highest equity so far (or since the drawdown breaker was armed by hand), and when. */
  peakEquityAtoms: Atoms;
  peakAt: Micros;
  /** At 00:00 UTC. */
  dayOpenEquityAtoms: Atoms;
  /** Round trips in a row that lost, of those opened by hand. */
  losingStreak: number;
  openOrders: number;
  ordersLastMinute: number;
  /** Last sign of life of the collector. */
  heartbeatAt: Micros | null;
  instruments: readonly InstrumentMeasure[];
  strategies: readonly StrategyMeasure[];
}>;

/** `armed` lets trade, `open` does not. */
export type BreakerState = "armed" | "open";

export type Breaker = Readonly<{
  /** Its kind, and ":" with the instrument or strategy that it is for. */
  id: string;
  kind: BreakerKind;
  /** Instrument id, or null of the whole desk. */
  instrumentId: string | null;
  /** Of a strategy's own daily loss. */
  strategy: string | null;
  state: BreakerState;
  since: Micros;
  /** When it may arm itself again; null while armed, and by hand. */
  rearmsAt: Micros | null;
  /** As measured when it opened (or now, while armed), in words: "6.2 %", "5 losses". */
  value: string;
  limit: string;
  /** One sentence. */
  text: string;
}>;

export type BreakerEvent = Readonly<{
  /** Counts within a desk. */
  seq: number;
  at: Micros;
  breaker: Breaker;
  from: BreakerState;
  to: BreakerState;
  /** Rule or command that did it. */
  cause: string;
}>;

export type RiskView = Readonly<{
  deskId: string;
  at: Micros;
  version: number;
  settings: RiskSettings;
  tradingState: TradingState;
  /** What a person set; breakers may ask for more. */
  handState: TradingState;
  stateCause: string;
  measures: RiskMeasures;
  breakers: readonly Breaker[];
  facts: MarketFacts | null;
  /** What closed trades came to, by who opened them; Kelly sizes by it. */
  records: readonly OriginRecord[];
}>;

/** Of each instrument that a desk holds or held, at whole minutes, after all that was booked by then: what attribution over a window goes by. */
export type PositionSample = Readonly<{
  at: Micros;
  instrumentId: string;
  sizeLots: number;
  costAtoms: Atoms;
  realisedAtoms: Atoms;
  feesAtoms: Atoms;
  fundingAtoms: Atoms;
  unrealisedAtoms: Atoms;
  /** Mid (of a perpetual: mark) that it is valued at, half ticks; null before any. */
  markHalfTicks: number | null;
}>;
