import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { MarginMode } from "./desk-settings";
import type { Lots } from "./lots";
import type { Micros } from "./micros";
import type { OrderDraft, Reason } from "./order";
import type { ParentDraft } from "./parent-order";
import type { Ticks } from "./ticks";
import type { TradingState } from "./trading-state";

/** What a person can tell a desk. Applied once by `id`, which the client makes, however often it is sent. */
export type CommandBody =
  | Readonly<{ kind: "submit"; order: OrderDraft }>
  /** Two orders of one instrument: as soon as one fills or triggers, the other is cancelled. */
  | Readonly<{ kind: "submitOco"; orders: readonly [OrderDraft, OrderDraft] }>
  | Readonly<{ kind: "startParent"; parent: ParentDraft }>
  | Readonly<{ kind: "cancelParent"; parentId: string }>
  /** For a perpetual without position and working orders. */
  | Readonly<{ kind: "setLeverage"; instrumentId: string; leverage: number; mode: MarginMode }>
  | Readonly<{ kind: "cancel"; orderId: string }>
  | Readonly<{ kind: "cancelAll"; instrumentId: string | null }>
  /** Keeps its place in the queue only when nothing but the size goes down. */
  | Readonly<{ kind: "amend"; orderId: string; limitTicks: Ticks | null; sizeLots: Lots | null }>
  /** Strategies stop deciding and their working entries are cancelled; orders by hand still go. */
  | Readonly<{ kind: "pause" }>
  /** Strategies go on, and trading is ACTIVE again. */
  | Readonly<{ kind: "resume" }>
  | Readonly<{ kind: "setStrategy"; strategy: string; enabled: boolean }>
  /** Refused for ACTIVE while a breaker of the whole desk is open. */
  | Readonly<{ kind: "setTradingState"; state: TradingState; why?: string }>
  /** The next version. Refused when another version than `baseVersion` is in force, and when looser while a breaker is open. */
  | Readonly<{ kind: "setRisk"; settings: RiskSettings; baseVersion: number; why: string }>
  /** Arms a breaker by hand; of drawdown and losses, counting begins anew from now. */
  | Readonly<{ kind: "rearm"; breaker: string; why: string }>
  /** Of the hourly job. */
  | Readonly<{ kind: "marketFacts"; facts: MarketFacts }>
  /** Cancel everything and close all positions at market. */
  | Readonly<{ kind: "flatten" }>
  /** Flatten, then HALTED. */
  | Readonly<{ kind: "kill" }>;

/** All but what jobs say. */
export type PersonCommand = Exclude<CommandBody, { kind: "marketFacts" }>;

export type DeskCommand = Readonly<{ id: string; body: CommandBody }>;

export type CommandOutcome = Readonly<{
  commandId: string;
  at: Micros;
  accepted: boolean;
  /** The order or parent order that it made or touched. */
  orderId: string | null;
  reason: Reason | null;
}>;
