import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** A limit order has a price in whole ticks, at least one; a market order has none. */
export const checkTickSize: Check = ({ draft, market: { spec } }) => {
  const { type, limitTicks } = draft;
  if (type === "market") {
    return limitTicks === null ? null : reason("tick_size", "a market order has no limit price");
  }
  if (limitTicks === null) return reason("tick_size", "a limit order needs a price");
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
