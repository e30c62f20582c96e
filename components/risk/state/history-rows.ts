/** What was done to the desk and by whom, in words for a list. */
import { diffLines } from "@/components/risk/settings/words";
import { BREAKER_KINDS } from "@/server/domain/risk/risk-settings";
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

/** Who or what did it; a breaker that somebody armed by hand did not do so itself. */
export function byText({ who, cause, text }: Pick<RiskEventRow, "who" | "cause" | "text">): string {
  if (who !== null) return who;
  if (isBreaker(cause)) return text.startsWith(`${cause} armed by hand: `) ? "a person" : "a breaker";
  return /^[0-9a-f]{8}-/.test(cause) ? "a command" : cause.replaceAll("_", " ");
}

const SETTINGS_CHANGED = /^Risk settings changed: (.+?)( and \d+ more)?$/;

/** The engine names settings by their path and counts in its own units; people read labels and per cent. */
export function whatText({ kind, text }: Pick<RiskEventRow, "kind" | "text">): string {
  const [, list, more = ""] = (kind === "risk_settings" ? SETTINGS_CHANGED.exec(text) : null) ?? [];
  if (list === undefined) return text;
  const diff = list.split(", ").flatMap((part) => {
    const [, path, from, to] = /^(.+) (\S+) → (\S+)$/.exec(part) ?? [];
    if (path === undefined || from === undefined || to === undefined) return [];
    return [{ path, from: from === "–" ? "" : from, to: to === "–" ? "" : to }];
  });
  if (diff.length !== list.split(", ").length) return text;
  const lines = diffLines(diff).map(({ label, from, to }) => `${label} ${from} → ${to}`);
  return `Risk settings changed: ${lines.join(", ")}${more}`;
}
