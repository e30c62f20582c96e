/** What was done to the desk and by whom, in words for a list. */
import { BREAKER_KINDS } from "@/server/domain/risk-settings";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { RouterOutputs } from "@/server/trpc/root";

export type RiskEventRow = RouterOutputs["desks"]["riskEvents"]["rows"][number];

export const KIND_NAMES: Readonly<Record<RiskEvent["kind"], string>> = {
  trading_state: "Trading state",
  strategies_paused: "Paused",
  strategies_resumed: "Resumed",
  strategy_switched: "Strategy",
  kill: "Kill switch",
  flatten: "Flatten",
  data_gap: "Gap",
  venue_outage: "Outage",
  margin_call: "Margin call",
  liquidation: "Liquidation",
  funding: "Funding",
  leverage: "Leverage",
  breaker: "Breaker",
  risk_settings: "Settings",
  position_exit: "Exit",
  strategy_failed: "Strategy failed",
  market_facts: "Facts",
  restart: "Restart",
};

/** What says nothing about who may trade: it has places of its own. */
const ELSEWHERE: ReadonlySet<RiskEvent["kind"]> = new Set([
  "funding",
  "leverage",
  "market_facts",
  "data_gap",
  "venue_outage",
]);
export const isTold = ({ kind }: Pick<RiskEvent, "kind">): boolean => !ELSEWHERE.has(kind);

const isBreaker = (cause: string) => BREAKER_KINDS.some((kind) => cause === kind || cause.startsWith(`${kind}:`));

/** Who or what did it. */
export function byText({ who, cause }: Pick<RiskEventRow, "who" | "cause">): string {
  if (who !== null) return who;
  if (isBreaker(cause)) return "a breaker";
  return /^[0-9a-f]{8}-/.test(cause) ? "a command" : cause.replaceAll("_", " ");
}
