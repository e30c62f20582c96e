import { hasLimit } from "@/server/domain/order";
import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** A limit order has a price in whole ticks, at least one; a market order has none. */
export const checkTickSize: Check = ({ draft, market: { spec } }) => {
  const { type, limitTicks } = draft;
  if (!hasLimit(type)) {
    return limitTicks === null ? null : reason("tick_size", `a ${type} order has no limit price`);
  }
  if (limitTicks === null) return reason("tick_size", `a ${type} order needs a price`);
  if (Number.isSafeInteger(limitTicks) && limitTicks >= 1) return null;
  return reason(
    "tick_size",
    `a price must be a whole number of ticks of ${spec.tickSize} ${spec.quote}, at least one`,
    {
      limit: "1",
      value: String(limitTicks),
      distance: String(1 - limitTicks),
    },
  );
};
