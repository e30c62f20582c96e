import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** A size is a whole number of lots, at least one. */
export const checkLotSize: Check = ({ draft, market: { spec } }) => {
  if (Number.isSafeInteger(draft.sizeLots) && draft.sizeLots >= 1) return null;
  return reason("lot_size", `a size must be a whole number of lots of ${spec.lotSize} ${spec.base}, at least one`, {
    limit: "1",
    value: String(draft.sizeLots),
    distance: String(1 - draft.sizeLots),
  });
};
