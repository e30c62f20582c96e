import type { Check } from "@/server/engine/risk/check-input";
import { moneyText, reason } from "@/server/engine/risk/reason";

/** What is held and may still be bought (of a perpetual: or sold short) of one instrument, as a share of equity (DOMAIN.md 5). */
export const checkPositionCap: Check = ({ addsRisk, market: { spec }, ...input }) => {
  const { risk, equityAtoms, exposureAtoms, addsAtoms } = input;
  if (!addsRisk) return null;
  const limit = (equityAtoms * BigInt(risk.positionCapPpm)) / 1_000_000n;
  const value = exposureAtoms + addsAtoms();
  if (value <= limit) return null;
  const share = `${risk.positionCapPpm / 10_000} % of equity`;
  return reason("position_cap", `${spec.base} would be worth ${moneyText(spec, value)}, more than ${share}`, {
    limit: moneyText(spec, limit),
    value: moneyText(spec, value),
    distance: moneyText(spec, value - limit),
  });
};
