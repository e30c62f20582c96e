import { reducibleLots } from "@/server/domain/reducible";
import type { Check } from "@/server/engine/risk/check-input";
import { moneyText, reason } from "@/server/engine/risk/reason";

/** The venue's smallest order. Closing all that is left of a position is exempt, so that nothing is ever stuck; so is reduce-only on a perpetual. */
export const checkMinNotional: Check = ({ draft, market: { spec }, heldLots, cost }) => {
  const { notionalAtoms } = cost();
  if (notionalAtoms >= spec.minNotionalAtoms) return null;
  if (draft.terms?.reduceOnly && spec.contract !== null) return null;
  if (draft.sizeLots === reducibleLots(heldLots, draft.side)) return null;
  const [limit, value] = [moneyText(spec, spec.minNotionalAtoms), moneyText(spec, notionalAtoms)];
  return reason("min_notional", `an order must be worth at least ${limit}, this one is worth ${value}`, {
    limit,
    value,
    distance: moneyText(spec, spec.minNotionalAtoms - notionalAtoms),
  });
};
