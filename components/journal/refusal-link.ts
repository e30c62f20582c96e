/** Where a refusal leads to: the setting that it went by, or what stood in the way. */
import { settingHref } from "@/components/risk/risk-params";
import type { Order } from "@/server/domain/order";
import { RISK_FIELDS } from "@/server/domain/risk/risk-fields";
import { RULE_SETTING } from "@/server/domain/risk/rule-setting";
import { STRATEGY_FIELDS } from "@/server/domain/sizing-fields";

export type RefusalLink = Readonly<{ href: string; label: string }>;

/** Null where no setting has a say, e.g. a post-only order that would have crossed. */
export function refusalLink({ reason, origin }: Pick<Order, "reason" | "origin">): RefusalLink | null {
  if (reason === null) return null;
  if (reason.rule === "breaker") return { href: "/risk?tab=breakers", label: "The breakers" };
  if (reason.rule === "trading_state") return { href: "/risk?tab=breakers", label: "The trading state" };
  if (reason.rule === "strategy_budget" && origin.startsWith("strategy:")) {
    const href = settingHref(`strategies.${origin.slice("strategy:".length)}.budgetPpm`);
    return { href, label: `The setting: ${STRATEGY_FIELDS.budgetPpm.label}` };
  }
  const setting = RULE_SETTING[reason.rule];
  return setting === undefined
    ? null
    : { href: settingHref(setting), label: `The setting: ${RISK_FIELDS[setting].label}` };
}
