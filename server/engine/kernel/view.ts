import type { Order, QueuePoint } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { Bands } from "@/server/domain/portfolio";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { DeskView } from "@/server/domain/views";
import { placeOf } from "@/server/engine/venue/venue";
import type { Parts } from "./parts";

/** The desk page's small state, as far as the engine knows it. */
export type EngineView = Readonly<Omit<DeskView, "deskId" | "runId">>;

/** Looking changes nothing. */
export function engineView(parts: Parts, bands: Bands | null): EngineView {
  const { clock, gate, portfolio, host, orders } = parts;
  const working = [...orders.all()].toReversed();
  return {
    at: clock.now,
    tradingState: gate.state,
    strategiesPaused: !gate.strategiesRun,
    stateCause: gate.stateCause,
    equity: { ...portfolio.sample(clock.micros()), bands },
    dayOpenEquityAtoms: portfolio.dayOpenEquityAtoms,
    positions: portfolio.positions(),
    working: working.map(({ order, instrument }) => withQueue(parts, instrument, order)),
    parents: parts.parents.views().map(glance),
    strategies: host.views(),
  };
}

/** What the risk page is told each second. Looking changes nothing. */
export function riskView(parts: Parts): Omit<RiskView, "deskId"> {
  const { clock, gate, risk, breakers } = parts;
  return {
    at: clock.micros(),
    version: risk.version,
    settings: risk.settings,
    tradingState: gate.state,
    handState: gate.handState,
    stateCause: gate.stateCause,
    measures: parts.measures(),
    breakers: breakers.views(),
    facts: risk.facts,
    records: parts.records.all,
  };
}

/** Points of a curve that a page needs ten times a second; the whole ones are in the store. */
const POINTS_MAX = 60;

const glance = (parent: ParentOrder): ParentOrder => ({
  ...parent,
  schedule: thinned(parent.schedule),
  done: thinned(parent.done),
});

/** Evenly, the last point among them: it says where the curve ends. */
export function thinned<T>(points: readonly T[]): readonly T[] {
  if (points.length <= POINTS_MAX) return points;
  const step = (points.length - 1) / (POINTS_MAX - 1);
  return Array.from({ length: POINTS_MAX }, (_, i) => points[Math.round(i * step)] as T);
}

/** The order with its place in the queue as of now, which the page shows draining. */
function withQueue({ exchange }: Parts, instrument: number, order: Order): Order & { trace: readonly QueuePoint[] } {
  const venue = exchange.venue(instrument);
  const resting = venue.resting.find(order.id);
  // What the desk does not know of yet is not shown.
  if (!resting || order.acknowledgedAt === null) return { ...order, trace: [] };
  const { aheadLots, behindLots } = placeOf(venue, resting);
  return { ...order, aheadLots, behindLots, trace: [...resting.trace.recent] };
}
