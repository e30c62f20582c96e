import { Badge } from "@/components/ui/badge";
import { TimeText } from "@/components/ui/time-text";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Order, OrderEvent } from "@/server/domain/order";
import type { RouterOutputs } from "@/server/trpc/root";
import { Books } from "./books";
import { costsOf } from "./costs";
import { Costs } from "./costs-view";
import { Fills } from "./fills";
import { Models } from "./models-view";
import { QueueChart } from "./queue-chart";
import { Refusal } from "./refusal";
import { Section } from "./section";
import { orderSentence } from "./sentence";
import { Motive } from "./signal-view";
import { Sizing } from "./sizing";
import { stateTone } from "./state-tone";
import { Terms } from "./terms";
import { Timeline } from "./timeline";

export type Why = RouterOutputs["journal"]["order"];

/** Everything that explains one order, read from top to bottom like a receipt. */
export function OrderReceipt({ why, spec }: { readonly why: Why; readonly spec: InstrumentSpec }) {
  const { order, fills } = why;
  const costs = costsOf(order, fills, spec);
  return (
    <>
      <header className="pb-4">
        <p className="mb-2 flex flex-wrap items-center gap-2">
          <span className="num text-muted text-xs">{order.id}</span>
          <Badge tone={stateTone(order)}>{stateText(order)}</Badge>
          <span className="ml-auto text-muted text-xs">
            <TimeText atMicros={order.decidedAt} /> UTC
          </span>
        </p>
        <p className="text-balance text-lg" data-testid="why-sentence">
          {orderSentence({ order, fills, costs, spec })}
        </p>
      </header>
      <Terms order={order} spec={spec} />
      <Refusal order={order} />
      <Sizing order={order} />
      <Motive order={order} signal={why.signal} />
      <Models predictions={why.predictions} />
      <Timeline order={order} fills={fills} />
      <QueueChart order={order} trace={why.trace} spec={spec} />
      <Fills order={order} fills={fills} markouts={why.markouts} spec={spec} />
      <Costs costs={costs} spec={spec} />
      <Books order={order} spec={spec} />
      <Events events={why.events} />
    </>
  );
}

export const stateText = ({ state }: Order): string => state.toLowerCase().replaceAll("_", " ");

function Events({ events }: { readonly events: readonly OrderEvent[] }) {
  return (
    <Section title="States">
      <ol className="text-sm">
        {events.map((event) => (
          <li key={event.seq} className="grid grid-cols-[auto_9rem_1fr] gap-3 py-0.5">
            <TimeText atMicros={event.at} withMillis />
            <span className="text-muted text-xs leading-[inherit]">
              {event.state.toLowerCase().replaceAll("_", " ")}
            </span>
            <span className="min-w-0 break-words">{event.text}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
