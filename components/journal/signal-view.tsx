import { Badge } from "@/components/ui/badge";
import type { Order } from "@/server/domain/order";
import type { Signal } from "@/server/domain/signal";
import { Section } from "./section";

/** Who wanted it and why; for a strategy, what it saw. */
export function Motive({ order, signal }: { readonly order: Order; readonly signal: Signal | null }) {
  return (
    <Section title="Who and why">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge
          tone={
            order.origin === "manual"
              ? "accent"
              : order.origin === "risk"
                ? "warn"
                : order.origin === "liquidation"
                  ? "danger"
                  : "ours"
          }
        >
          {originText(order)}
        </Badge>
        <span>
          {signal?.text ?? order.note ?? (order.origin === "manual" ? "Placed by hand." : "No note was left.")}
        </span>
      </p>
      {signal === null ? null : (
        <dl className="mt-2 grid grid-cols-2 gap-x-6 gap-y-0.5 text-sm sm:grid-cols-3">
          <Input name="strength" value={signal.strength} />
          {Object.entries(signal.inputs).map(([name, value]) => (
            <Input key={name} name={name} value={value} />
          ))}
        </dl>
      )}
    </Section>
  );
}

function Input({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div className="flex items-baseline justify-between gap-2 border-line/60 border-b">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="num text-xs">{Number.isInteger(value) ? value : Number(value.toPrecision(4))}</dd>
    </div>
  );
}

export const originText = ({ origin }: Readonly<{ origin: string }>): string =>
  ORIGINS[origin] ?? origin.replace("strategy:", "");

const ORIGINS: Readonly<Record<string, string>> = { manual: "by hand", risk: "risk", liquidation: "liquidation" };
