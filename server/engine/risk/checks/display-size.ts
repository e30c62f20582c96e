import type { Check } from "@/server/engine/risk/check-input";
import { reason, sizeText } from "@/server/engine/risk/reason";

/** An iceberg rests, and shows at least a lot and less than all. */
export const checkDisplaySize: Check = ({ draft: { type, timeInForce, sizeLots, terms }, market: { spec } }) => {
  const displayLots = terms?.displayLots;
  if (displayLots === undefined) return null;
  const rests = type === "limit" && (timeInForce === "GTC" || timeInForce === "GTD");
  if (!rests) {
    const value = `${type} ${timeInForce}`;
    return reason("display_size", "an iceberg must be able to rest: a limit order, GTC or GTD", {
      limit: "limit",
      value,
    });
  }
  if (Number.isSafeInteger(displayLots) && displayLots >= 1 && displayLots < sizeLots) return null;
  const limit = sizeText(spec, Math.max(sizeLots - 1, 0));
  return reason("display_size", `an iceberg shows at least one lot and at most ${limit}`, {
    limit,
    value: Number.isSafeInteger(displayLots) ? sizeText(spec, displayLots) : String(displayLots),
  });
};
