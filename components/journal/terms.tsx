import Link from "next/link";
import { stopSign, termsText, typeText } from "@/components/desk/order-words";
import { unitsOf } from "@/components/desk/units";
import { toPercent } from "@/components/ui/number-format";
import { toClock } from "@/components/ui/time-format";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { isConditional, type Order } from "@/server/domain/order";
import { toPrice } from "./quantity";
import { Section } from "./section";

type TermsProps = { readonly order: Order; readonly spec: InstrumentSpec };

/** What kind of order it was and what it belongs to; nothing for a plain one. */
export function Terms({ order, spec }: TermsProps) {
  const rows = rowsOf(order, spec);
  if (rows.length === 0) return null;
  return (
    <Section title="Terms">
      <dl className="grid grid-cols-2 gap-3 text-sm sm:grid-cols-4">
        {rows.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-muted text-xs">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function rowsOf(order: Order, spec: InstrumentSpec): (readonly [string, React.ReactNode])[] {
  const { terms, role, parentId, linkId, stopTicks, triggeredAt } = order;
  const rows: (readonly [string, React.ReactNode])[] = [];
  if (isConditional(order.type)) {
    rows.push(["Type", typeText(order)]);
    const by = (terms.trigger ?? terms.trail)?.by ?? "last";
    if (stopTicks !== null) rows.push(["Waits for", `${by} ${stopSign(order)} ${toPrice(spec, stopTicks)}`]);
    rows.push(["Triggered", triggeredAt === null ? "not yet" : `${toClock(triggeredAt, true)} UTC`]);
  }
  const said = termsText({ ...order, postOnly: false, timeInForce: "GTC" }, unitsOf(spec));
  if (said !== "") rows.push(["Says", said]);
  const { bracket } = terms;
  if (bracket?.stop) rows.push(["Stop", toPrice(spec, bracket.stop.ticks)]);
  if (bracket?.target) rows.push(["Target", toPrice(spec, bracket.target.ticks)]);
  if (terms.confidencePpm !== undefined)
    rows.push(["Confidence", toPercent(terms.confidencePpm / 1e6).replace("+", "")]);
  if (role !== "single") rows.push(["Role", role]);
  if (parentId !== null) rows.push(["Belongs to", <Belongs key="parent" id={parentId} />]);
  if (linkId !== null) rows.push(["Linked", `${linkId}: one cancels or shrinks the other`]);
  return rows;
}

const LINK = "text-accent underline underline-offset-4";

/** An entry has a page of its own; of an algorithm its orders are listed. */
function Belongs({ id }: { readonly id: string }) {
  const href = id.startsWith("ord-") ? `/journal/orders/${id}` : `/journal?view=orders&parent=${id}`;
  return (
    <Link href={href} className={LINK}>
      {id}
    </Link>
  );
}
