import { METHOD_NAMES } from "@/components/risk/settings/words";
import type { Order } from "@/server/domain/order";
import { Section } from "./section";

/** How the order came to its size, line by line as it was told when it was decided; nothing for one sized by hand. */
export function Sizing({ order }: { readonly order: Order }) {
  const { sizing } = order.terms;
  if (sizing === undefined) return null;
  return (
    <Section title="Size: how it came about" trailing={METHOD_NAMES[sizing.method]}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 text-sm" data-testid="why-size">
        {sizing.lines.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="min-w-0 break-words text-muted">{label}</dt>
            <dd className="num text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
