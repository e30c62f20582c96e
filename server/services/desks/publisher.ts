/**
 * Shows what is committed: the desk's view and its events, each at most every second tick (ten a
 * second), the first at once. Nothing here knows of anything that is not in the database.
 */
import type { Effect } from "@/server/domain/effect";
import type { Order } from "@/server/domain/order";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { DeskEventsView, DeskView } from "@/server/domain/views";
import { encodeWire } from "@/server/domain/wire";
import type { EngineView } from "@/server/engine/kernel/engine";
import type { Bus } from "@/server/ports/bus";
import { topics } from "@/server/ports/bus";

export type Publisher = Readonly<{
  committed: (effects: readonly Effect[], view: EngineView) => void;
  /** At most once a second; `risk` is asked for when it is time. */
  risk: (risk: () => Omit<RiskView, "deskId">) => void;
  /** Ticks since the last view went out. */
  ticksSinceView: () => number;
  tick: () => void;
}>;

export type PublisherDeps = Readonly<{
  bus: Bus;
  deskId: string;
  runId: string;
  /** Once per outage of the bus; the pages show the desk as stale meanwhile. */
  onTrouble: (error: unknown) => void;
}>;

const TICKS_BETWEEN = 2;
const TICKS_BETWEEN_RISKS = 20;
/** Of each list in one message, so that it stays below the bus' 256 KiB (an order with its books is about 2 kB). */
const LISTED_MAX = 80;

export function createPublisher({ bus, deskId, runId, onTrouble }: PublisherDeps): Publisher {
  let effects: Effect[] = [];
  let view: EngineView | null = null;
  let ticksSinceFlush = TICKS_BETWEEN;
  let ticksSinceView = 0;
  let ticksSinceRisk = TICKS_BETWEEN_RISKS;
  let isBroken = false;

  const publish = async (topic: string, value: unknown): Promise<void> => {
    try {
      await bus.publish(topic, encodeWire(value));
      isBroken = false;
    } catch (error) {
      if (!isBroken) onTrouble(error);
      isBroken = true;
    }
  };

  const flush = (): void => {
    if (ticksSinceFlush < TICKS_BETWEEN || view === null) return;
    for (const events of toEventsViews(deskId, effects)) void publish(topics.deskEvents(deskId), events);
    void publish(topics.desk(deskId), { deskId, runId, ...view } satisfies DeskView);
    effects = [];
    view = null;
    ticksSinceFlush = 0;
    ticksSinceView = 0;
  };

  return {
    committed(more, newest) {
      effects.push(...more);
      view = newest;
      flush();
    },
    risk(ask) {
      if (ticksSinceRisk < TICKS_BETWEEN_RISKS) return;
      ticksSinceRisk = 0;
      void publish(topics.deskRisk(deskId), { deskId, ...ask() } satisfies RiskView);
    },
    ticksSinceView: () => ticksSinceView,
    tick() {
      ticksSinceFlush += 1;
      ticksSinceView += 1;
      ticksSinceRisk += 1;
      flush();
    },
  };
}

/** The effects that people follow, in as many messages as they need; none when there is nothing to tell. */
export function toEventsViews(deskId: string, effects: readonly Effect[]): readonly DeskEventsView[] {
  const orders = new Map<string, Order>();
  const lists = { fills: [], orderEvents: [], signals: [], risk: [] } as {
    -readonly [K in "fills" | "orderEvents" | "signals" | "risk"]: DeskEventsView[K][number][];
  };
  for (const effect of effects) {
    if (effect.kind === "order") {
      orders.delete(effect.order.id);
      orders.set(effect.order.id, effect.order);
    } else if (effect.kind === "fill") lists.fills.push(effect.fill);
    else if (effect.kind === "orderEvent") lists.orderEvents.push(effect.event);
    else if (effect.kind === "signal") lists.signals.push(effect.signal);
    else if (effect.kind === "risk") lists.risk.push(effect.event);
  }
  const all = { ...lists, orders: [...orders.values()] };
  const longest = Math.max(...Object.values(all).map((list) => list.length));
  const views: DeskEventsView[] = [];
  for (let from = 0; from < longest; from += LISTED_MAX) {
    const part = <T>(list: readonly T[]): readonly T[] => list.slice(from, from + LISTED_MAX);
    views.push({
      deskId,
      fills: part(all.fills),
      orders: part(all.orders),
      orderEvents: part(all.orderEvents),
      signals: part(all.signals),
      risk: part(all.risk),
    });
  }
  return views;
}
