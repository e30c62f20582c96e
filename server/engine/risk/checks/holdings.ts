import type { Check } from "@/server/engine/risk/check-input";
import { reason, sizeText } from "@/server/engine/risk/reason";

/** A spot market sells what is held and not already being sold. */
export const checkHoldings: Check = ({ draft, market: { spec }, freeLots, perp }) => {
  if (perp || draft.side === "buy" || draft.sizeLots <= freeLots) return null;
  const [limit, value] = [sizeText(spec, freeLots), sizeText(spec, draft.sizeLots)];
  return reason("holdings", `${value} were to be sold, ${limit} is free to sell`, {
    limit,
    value,
    distance: sizeText(spec, draft.sizeLots - freeLots),
  });
};
