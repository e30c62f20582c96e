import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** Post-only means to rest: only a limit order that stays until cancelled can. */
export const checkPostOnly: Check = ({ draft: { postOnly, type, timeInForce } }) => {
  if (!postOnly || (type === "limit" && timeInForce === "GTC")) return null;
  return reason("post_only_would_cross", "post-only must be able to rest: a limit order, good till cancelled", {
    limit: "limit GTC",
    value: `${type} ${timeInForce}`,
  });
};
