/** The orders that a bracket sends: what each is, and what its end means for the position that it protected. */
import type { Lots } from "@/server/domain/lots";
import { type Bracket, CONDITIONAL_TYPES, type Order, type OrderDraft, type Side } from "@/server/domain/order";

export type ExitRole = "stop" | "target";

type Wanted = Readonly<{ instrumentId: string; side: Side; bracket: Bracket; sizeLots: Lots }>;

/** Null when the bracket has no such exit. `side` is the exits' own. */
export function exitDraft(role: ExitRole, { instrumentId, side, bracket, sizeLots }: Wanted): OrderDraft | null {
  const base = { instrumentId, side, timeInForce: "GTC", postOnly: false, sizeLots } as const;
  const { stop, trail, target } = bracket;
  if (role === "target") {
    return target && { ...base, type: "limit", limitTicks: target.ticks, terms: { reduceOnly: true } };
  }
  if (trail) return { ...base, type: "trailing_stop", limitTicks: null, terms: { reduceOnly: true, trail } };
  if (!stop) return null;
  return {
    ...base,
    type: stop.limitTicks === null ? "stop" : "stop_limit",
    limitTicks: stop.limitTicks,
    terms: { reduceOnly: true, trigger: { ticks: stop.ticks, by: "last" } },
  };
}

/** Closes at once what a stop was to protect. */
export const closingDraft = ({ instrumentId, side, sizeLots }: Omit<Wanted, "bracket">): OrderDraft => ({
  instrumentId,
  side,
  type: "market",
  timeInForce: "GTC",
  postOnly: false,
  limitTicks: null,
  sizeLots,
  terms: { reduceOnly: true },
});

/**
 * What an exit's end asks for. `close`: its price has been passed, so the rest is closed at market; `drop`: its
 * owner took it back; `over`: nothing is left to protect; `again`: it is sent again a second later.
 */
export type ExitEnd = "done" | "close" | "drop" | "over" | "again";

const DROPPED: ReadonlySet<string> = new Set([
  "cancelled_by_user",
  "cancelled_by_strategy",
  "cancelled_by_risk",
  "liquidation",
]);

export function exitEnd({ state, reason, role, type, triggeredAt }: Order): ExitEnd {
  if (state === "FILLED" || reason === null || reason.rule === "linked_order") return "done";
  if (reason.rule === "reduce_only") return "over";
  if (DROPPED.has(reason.rule)) return "drop";
  const wasReached = reason.rule === "trigger_price" || !CONDITIONAL_TYPES.has(type) || triggeredAt !== null;
  return role === "stop" && wasReached ? "close" : "again";
}
