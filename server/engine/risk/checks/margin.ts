import type { Check } from "@/server/engine/risk/check-input";
import { moneyText, reason } from "@/server/engine/risk/reason";

/** What a perpetual's order would open must be backed: initial margin and fee, out of cash that nothing else needs. */
export const checkMargin: Check = ({ market: { spec }, freeCashAtoms, perp }) => {
  if (!perp || perp.openingLots === 0) return null;
  const need = perp.needAtoms();
  if (need <= freeCashAtoms) return null;
  const [limit, value] = [moneyText(spec, freeCashAtoms), moneyText(spec, need)];
  return reason("margin", `it needs ${value} of margin with its fee at ${perp.leverage} times, ${limit} is free`, {
    limit,
    value,
    distance: moneyText(spec, need - freeCashAtoms),
  });
};
