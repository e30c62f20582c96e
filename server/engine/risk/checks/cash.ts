import type { Check } from "@/server/engine/risk/check-input";
import { moneyText, reason } from "@/server/engine/risk/reason";

/** A spot buy must be paid for, fee included, out of cash that no other order has reserved. */
export const checkCash: Check = ({ draft, market: { spec }, freeCashAtoms, cost, perp }) => {
  if (perp || draft.side === "sell") return null;
  const { cashAtoms } = cost();
  if (cashAtoms <= freeCashAtoms) return null;
  const [limit, value] = [moneyText(spec, freeCashAtoms), moneyText(spec, cashAtoms)];
  return reason("cash", `it needs ${value} with its fee, ${limit} is free`, {
    limit,
    value,
    distance: moneyText(spec, cashAtoms - freeCashAtoms),
  });
};
