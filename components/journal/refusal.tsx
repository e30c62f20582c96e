import Link from "next/link";
import type { Order } from "@/server/domain/order";
import { refusalLink } from "./refusal-link";
import { Section } from "./section";

/** Rule, limit, value and distance, where a rule ended the order, and the way to the setting that it went by. */
export function Refusal({ order }: { readonly order: Order }) {
  const { reason } = order;
  if (reason === null || (reason.limit === null && reason.value === null)) return null;
  const facts = [
    ["Rule", reason.rule.replaceAll("_", " ")],
    ["Limit", reason.limit],
    ["Value", reason.value],
    ["Distance", reason.distance],
  ] as const;
  const link = refusalLink(order);
  const trailing =
    link === null ? undefined : (
      <Link href={link.href} className="text-accent hover:underline">
        {link.label}
      </Link>
    );
  return (
    <Section
      {...(trailing === undefined ? {} : { trailing })}
      title={order.state === "REJECTED" ? "Why it was refused" : "Why it ended"}
    >
      <dl className="grid grid-cols-2 gap-3 text-sm sm:grid-cols-4">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt className="text-muted text-xs">{name}</dt>
              <dd className={name === "Rule" ? "" : "num"}>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </Section>
  );
}
