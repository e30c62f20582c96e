import type { Micros } from "./micros";

/** REDUCING lets only orders through that lower exposure; HALTED none but the flattening of the kill switch. */
export const TRADING_STATES = ["ACTIVE", "REDUCING", "HALTED"] as const;
export type TradingState = (typeof TRADING_STATES)[number];

export type RiskEvent = Readonly<{
  seq: number;
  at: Micros;
  kind:
    | "trading_state"
    | "strategies_paused"
    | "strategies_resumed"
    | "strategy_switched"
    | "kill"
    | "flatten"
    | "data_gap"
    | "venue_outage"
    | "margin_call"
    | "liquidation"
    | "funding"
    | "leverage"
    | "breaker"
    | "risk_settings"
    | "position_exit"
    | "strategy_failed"
    | "market_facts"
    | "restart";
  /** Command id, or the rule that did it. */
  cause: string;
  text: string;
  from: string | null;
  to: string | null;
}>;
