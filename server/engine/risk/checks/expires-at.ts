import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";
import { utcText } from "@/server/engine/risk/utc-text";

/** Good till date means to wait until a time to come: a resting limit order or one that waits for its trigger. */
export const checkExpiresAt: Check = ({ draft: { type, timeInForce, terms }, now }) => {
  const expiresAt = terms?.expiresAt;
  if (timeInForce !== "GTD") {
    return expiresAt === undefined ? null : reason("expires_at", `a ${timeInForce} order has no time to end at`);
  }
  if (type === "market") return reason("expires_at", "a market order waits for nothing, so it cannot be GTD");
  if (expiresAt === undefined) return reason("expires_at", "a GTD order needs a time to end at");
  if (Number.isSafeInteger(expiresAt) && expiresAt > now) return null;
  return reason("expires_at", "the time at which it would end has passed", {
    limit: utcText(now),
    value: Number.isSafeInteger(expiresAt) && expiresAt >= 0 ? utcText(expiresAt) : String(expiresAt),
  });
};
