import type { Check } from "@/server/engine/risk/check-input";
import { moneyText, reason } from "@/server/engine/risk/reason";

/** What one strategy may have opened, its working entries included, as a share of the desk's equity. */
export const checkStrategyBudget: Check = ({ addsRisk, budget, market: { spec } }) => {
  const used = addsRisk ? budget() : null;
  if (!used || used.valueAtoms <= used.limitAtoms) return null;
  const [limit, value] = [moneyText(spec, used.limitAtoms), moneyText(spec, used.valueAtoms)];
  const text = `${used.strategy} would have opened ${value}, more than ${used.limitPpm / 10_000} % of equity`;
  return reason("strategy_budget", text, {
    limit,
    value,
    distance: moneyText(spec, used.valueAtoms - used.limitAtoms),
  });
};
