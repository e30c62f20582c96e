/** When a conditional order triggers, and how a trailing stop follows the price. Pure; prices in ticks. */
import { SIDE } from "@/server/domain/market-block";
import { isConditional } from "@/server/domain/order";
import { stopFrom } from "@/server/domain/stop-from";
import type { NewOrder } from "./requests";
import type { Waiting } from "./venue-order";

/** Null for an order that is not conditional. */
export function waitingOf({ type, side, trigger, trail }: NewOrder): Waiting | null {
  if (!isConditional(type)) return null;
  const isTarget = type === "take_profit" || type === "take_profit_limit";
  return {
    by: trail?.by ?? trigger?.by ?? "last",
    onFall: isTarget === (side === SIDE.buy),
    trail,
    stopTicks: trigger?.ticks ?? null,
    extremeTicks: null,
    saidAt: 0,
    isTelling: false,
    triggeredAt: null,
  };
}

export const hasReached = ({ stopTicks, onFall }: Waiting, price: number): boolean =>
  stopTicks !== null && (onFall ? price <= stopTicks : price >= stopTicks);

/**
 * A trailing stop sees a price: it becomes active when the price has come to its activation, and keeps its
 * distance from the best price since. Rounded against us: a sell's stop down, a buy's up.
 *
 * @returns whether its stop moved
 */
export function follow(waiting: Waiting, price: number): boolean {
  const { trail, onFall, extremeTicks } = waiting;
  if (trail === null) return false;
  // A mark price lies between ticks: the worse one counts.
  const seen = onFall ? Math.floor(price) : Math.ceil(price);
  if (extremeTicks === null) {
    const { activationTicks } = trail;
    if (activationTicks !== null && (onFall ? seen < activationTicks : seen > activationTicks)) return false;
  } else if (onFall ? seen <= extremeTicks : seen >= extremeTicks) return false;
  waiting.extremeTicks = seen;
  const stopTicks = stopFrom(seen, trail.distance, onFall);
  const hasMoved = stopTicks !== waiting.stopTicks;
  waiting.stopTicks = stopTicks;
  return hasMoved;
}
