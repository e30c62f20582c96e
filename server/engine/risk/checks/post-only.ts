import { hasLimit } from "@/server/domain/order";
import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** Post-only means to rest: only an order with a limit that stays can. Sliding is a way of being post-only. */
export const checkPostOnly: Check = ({ draft: { postOnly, type, timeInForce, terms } }) => {
  const stays = timeInForce === "GTC" || timeInForce === "GTD";
  if (postOnly ? hasLimit(type) && stays : !terms?.postOnlySlide) return null;
  if (!postOnly) return reason("post_only_would_cross", "only a post-only order can slide");
  return reason("post_only_would_cross", "post-only must be able to rest: a limit order, GTC or GTD", {
    limit: "limit GTC or GTD",
    value: `${type} ${timeInForce}`,
  });
};
