import { maxLeverage } from "@/server/domain/contract-math";
import type { Check } from "@/server/engine/risk/check-input";
import { moneyText, reason } from "@/server/engine/risk/reason";

/** The larger a position, the less leverage its margin tier allows. */
export const checkLeverage: Check = ({ market: { spec }, perp, exposureAtoms, addsAtoms }) => {
  if (!perp || !spec.contract || perp.openingLots === 0) return null;
  const notional = exposureAtoms + addsAtoms();
  const most = maxLeverage(spec.contract, notional);
  if (perp.leverage <= most) return null;
  const text = `a position of ${moneyText(spec, notional)} may be held ${most} times, this one is set to ${perp.leverage}`;
  return reason("leverage", text, {
    limit: `${most}`,
    value: `${perp.leverage}`,
    distance: `${perp.leverage - most}`,
  });
};
