import { isConditional } from "@/server/domain/order";
import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** Stops and take-profits name a trigger in whole ticks; nothing else does. Only a perpetual has a mark price. */
export const checkTriggerPrice: Check = ({ draft: { type, terms }, market: { spec } }) => {
  const trigger = terms?.trigger ?? null;
  const isNeeded = isConditional(type) && type !== "trailing_stop";
  if (!isNeeded) return trigger === null ? null : reason("trigger_price", `a ${type} order has no trigger price`);
  if (trigger === null) return reason("trigger_price", `a ${type} order needs a trigger price`);
  const { ticks, by } = trigger;
  if (by === "mark" && spec.contract === null) {
    return reason("trigger_price", `${spec.symbol} has no mark price; a trigger can look at the last price only`);
  }
  if (Number.isSafeInteger(ticks) && ticks >= 1) return null;
  const text = `a trigger must be a whole number of ticks of ${spec.tickSize} ${spec.quote}, at least one`;
  return reason("trigger_price", text, { limit: "1", value: String(ticks), distance: String(1 - ticks) });
};
