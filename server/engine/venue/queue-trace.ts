import type { Micros } from "@/server/domain/micros";
import type { QueueCause, QueuePoint } from "@/server/domain/order";
import type { VenueOrder } from "./venue-order";

/** Points of one order that are given out singly; what comes later is summed by cause and given out when it ends. */
export const TRACE_POINTS_MAX = 2_000;
/** Points that the desk page shows. */
const RECENT_POINTS = 50;

const CAUSES: readonly QueueCause[] = [
  "accepted",
  "trade",
  "cancel",
  "through",
  "level_gone",
  "requeued",
  "amended",
  "refilled",
];

export type TraceSink = (orderId: string, point: QueuePoint) => void;
type Change = Readonly<{ at: number; cause: QueueCause; aheadLots: number }>;

/** Notes a change of the queue before a resting order. */
export function trace(order: VenueOrder, { at, cause, aheadLots }: Change, sink: TraceSink): void {
  const state = order.trace;
  const isNews = cause === "accepted" || cause === "requeued" || cause === "amended" || cause === "refilled";
  if (!isNews && aheadLots === state.saidLots) return;
  const deltaLots = isNews ? 0 : Math.max(state.saidLots - aheadLots, 0);
  const point: QueuePoint = { at: at as Micros, cause, aheadLots, deltaLots };
  state.saidLots = aheadLots;
  state.recent.push(point);
  if (state.recent.length > RECENT_POINTS) state.recent.shift();
  if (state.points < TRACE_POINTS_MAX) {
    state.points++;
    sink(order.id, point);
  } else state.merged[cause] = (state.merged[cause] ?? 0) + deltaLots;
}

/** Gives out what was summed up. Called once, when the order leaves the queue for good. */
export function closeTrace(order: VenueOrder, at: number, sink: TraceSink): void {
  const { merged, saidLots } = order.trace;
  for (const cause of CAUSES) {
    const deltaLots = merged[cause];
    if (deltaLots !== undefined) sink(order.id, { at: at as Micros, cause, aheadLots: saidLots, deltaLots });
  }
  order.trace.merged = {};
}
