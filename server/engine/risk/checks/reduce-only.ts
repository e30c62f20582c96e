import { reducibleLots } from "@/server/domain/reducible";
import type { Check } from "@/server/engine/risk/check-input";
import { reason, sizeText } from "@/server/engine/risk/reason";

/** Something must be there to be reduced; how much is decided by the venue, on arrival. */
export const checkReduceOnly: Check = ({ draft: { side, terms, sizeLots }, market: { spec }, heldLots }) => {
  if (!terms?.reduceOnly || reducibleLots(heldLots, side) > 0) return null;
  const text = `reduce-only: there is no position that a ${side} would lower`;
  return reason("reduce_only", text, { limit: sizeText(spec, 0), value: sizeText(spec, sizeLots) });
};
