import { toDuration } from "@/components/ui/time-format";
import { TimeText } from "@/components/ui/time-text";
import type { Fill, Order } from "@/server/domain/order";
import { legsOf, momentsOf } from "./legs";
import { Section } from "./section";

/** The legs of an order to scale; one that dwarfs the others is cut, and shows the cut. */
export function Timeline({ order, fills }: { readonly order: Order; readonly fills: readonly Fill[] }) {
  const moments = momentsOf(order, fills);
  const legs = legsOf(moments);
  const isCut = legs.some((leg) => leg.isBroken);
  return (
    <Section title="Legs" trailing={isCut ? "hatched: cut short, not to scale" : "to scale"}>
      <div aria-hidden className="flex h-3 w-full overflow-hidden rounded-sm">
        {legs.map((leg, i) => (
          <span
            key={`${leg.from.id}-${leg.to.id}`}
            title={`${leg.from.label} to ${leg.to.label}: ${toDuration(leg.micros)}`}
            style={{ width: `${leg.width * 100}%`, ...(leg.isBroken ? HATCH : {}) }}
            className={`border-surface-0 border-r last:border-r-0 ${leg.isBroken ? "text-ours" : TONES[i % TONES.length]}`}
          />
        ))}
      </div>
      <ol className="mt-2 grid grid-cols-[1fr_auto_auto] gap-x-4 text-sm">
        {moments.map((moment, i) => (
          <li key={moment.id} className="col-span-3 grid grid-cols-subgrid py-0.5" title={moment.hint}>
            <span>{moment.label}</span>
            <span className="num text-right text-muted">
              {i === 0 ? "" : `+${toDuration(moment.at - (moments[i - 1]?.at ?? moment.at))}`}
            </span>
            <TimeText atMicros={moment.at} withMillis />
          </li>
        ))}
      </ol>
    </Section>
  );
}

const TONES = ["bg-accent/70", "bg-accent/40", "bg-ours/60", "bg-ours/35", "bg-accent/55"] as const;
const HATCH = {
  background: "repeating-linear-gradient(115deg, currentColor 0 5px, transparent 5px 8px)",
  opacity: 0.7,
};
