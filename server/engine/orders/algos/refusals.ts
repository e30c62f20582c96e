/** What a refused child means for its parent. */
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import type { Reason, ReasonRule } from "@/server/domain/order";
import type { RunningParent } from "./running-parent";

/** Refusals in a row that end a parent. */
const REFUSALS_MAX = 3;
const BACK_OFF_MICROS_MAX = 60 * MICROS_PER_SECOND;

/** Time may mend these: tried again after 1, 2, 4, … 60 s, as long as the parent lasts. */
const PASSING: ReadonlySet<ReasonRule> = new Set([
  "stale_data",
  "order_rate",
  "open_orders",
  "rate_limit",
  "venue_outage",
  "request_timeout",
  "self_cross",
]);

/** Somebody meant that nothing goes. */
const FINAL: ReadonlySet<ReasonRule> = new Set(["trading_state", "unknown_instrument", "liquidation"]);

/** Counts a refusal and sets when the next try may be. @returns whether the parent gives up */
export function countRefusal(running: RunningParent, why: Reason, now: number): boolean {
  running.waitsUntil = now + MICROS_PER_SECOND;
  // The touch moved while it was on its way, which is not a refusal of what was wanted.
  if (why.rule === "post_only_would_cross") return false;
  if (FINAL.has(why.rule)) return true;
  if (!PASSING.has(why.rule)) return ++running.refusals >= REFUSALS_MAX;
  const backOff = MICROS_PER_SECOND * 2 ** Math.min(running.waits++, 6);
  running.waitsUntil = now + Math.min(backOff, BACK_OFF_MICROS_MAX);
  return false;
}

export function countSuccess(running: RunningParent): void {
  running.refusals = 0;
  running.waits = 0;
}
