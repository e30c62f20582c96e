import type { Reason } from "@/server/domain/order";
import { type CapRule, capText, capValue } from "@/server/domain/risk/exposure-caps";
import type { CheckInput } from "@/server/engine/risk/check-input";
import { moneyText, reason } from "@/server/engine/risk/reason";

/** A cap on several instruments together, as a share of equity. What adds no exposure is exempt. */
export function capRefusal(rule: CapRule, { addsRisk, caps, market: { spec } }: CheckInput): Reason | null {
  if (!addsRisk) return null;
  const asked = caps();
  const found = capValue(rule, asked);
  if (!found.isPassed) return null;
  const [limit, value] = [moneyText(spec, found.limitAtoms), moneyText(spec, found.valueAtoms)];
  const distance = moneyText(spec, found.valueAtoms - found.limitAtoms);
  return reason(rule, capText(rule, asked, value), { limit, value, distance });
}
