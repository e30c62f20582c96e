import { openAfter } from "@/server/domain/risk/exposure-caps";
import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** So many positions may be held at once; one that a working order would open counts. Adding to one that is there is no new one. */
export const checkOpenPositions: Check = ({ addsRisk, caps, risk, market: { spec } }) => {
  if (!addsRisk) return null;
  const { stakes, addition } = caps();
  const isThere = stakes.some(({ isOpen, instrumentId }) => isOpen && instrumentId === spec.id);
  const value = openAfter({ stakes, addition });
  if (isThere || value <= risk.openPositionsMax) return null;
  return reason("open_positions", `${value - 1} positions are open or about to be, ${risk.openPositionsMax} may`, {
    limit: String(risk.openPositionsMax),
    value: String(value),
    distance: String(value - risk.openPositionsMax),
  });
};
