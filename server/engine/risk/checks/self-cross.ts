import { isConditional } from "@/server/domain/order";
import type { Check } from "@/server/engine/risk/check-input";
import { priceText, reason } from "@/server/engine/risk/reason";

/** Two orders of ours must never trade with each other, those on their way included. What waits for a trigger is stopped at the venue if need be. */
export const checkSelfCross: Check = ({ draft, market: { spec }, ownOppositeTicks, cost }) => {
  if (ownOppositeTicks === null || isConditional(draft.type)) return null;
  const { reachTicks } = cost();
  const distance = draft.side === "buy" ? reachTicks - ownOppositeTicks : ownOppositeTicks - reachTicks;
  if (distance < 0) return null;
  const [limit, value] = [priceText(spec, ownOppositeTicks), priceText(spec, reachTicks)];
  return reason("self_cross", `it could trade with your own ${draft.side === "buy" ? "sell" : "buy"} at ${limit}`, {
    limit,
    value,
    distance: priceText(spec, distance),
  });
};
