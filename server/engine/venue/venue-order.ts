import type { OrderType, QueueCause, QueuePoint, TimeInForce } from "@/server/domain/order";
import type { NewOrder } from "./requests";

/** The queue at our price as one order has followed it; all lots. */
export type QueueBasis = Readonly<{
  /** Displayed lots of others before us. */
  aheadLots: number;
  /** Displayed at our price by the last row of that level, and that row's exchange time, µs. */
  levelLots: number;
  levelAt: number;
  /** Traded at our price since that row, which the next one will show as a drop. */
  tradedLots: number;
}>;

/** Where an order stands in a queue whose orders are known one by one (`exact.ts`). */
export type ExactPlace = Readonly<{
  /** Orders with a lower place were there before it. */
  place: number;
  /** Lots printed at its price that no order row has shown yet, and the other way round. */
  printedLots: number;
  shownLots: number;
  /** Exchange time of the last of either, µs. */
  pairedAt: number;
}>;

export type TraceState = {
  /** Points given out. */
  points: number;
  /** Last ones, for the view. */
  recent: QueuePoint[];
  /** Lots by cause that found no room any more. */
  merged: Partial<Record<QueueCause, number>>;
  /** Ahead, own orders included, as last said. */
  saidLots: number;
};

/** An order of ours as the venue holds it. Mutable; owned by one VenueMarket. */
export type VenueOrder = {
  readonly id: string;
  readonly side: number;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  limitTicks: number | null;
  filledLots: number;
  leftLots: number;
  budgetAtoms: bigint | null;
  readonly isLiquidation: boolean;
  /** Venue time from which trades and books count for it. */
  acceptedAt: number;
  queue: QueueBasis;
  /** The basis before the last row of its level, for trades that turn out to have come before it. */
  before: QueueBasis | null;
  /** Set while its true place is known. */
  exact: ExactPlace | null;
  /** Its book was lost: it goes to the back of the queue at the next snapshot. */
  needsRequeue: boolean;
  trace: TraceState;
  /** When the desk will know the last thing said about it: reports do not overtake one another. */
  knownAt: number;
};

const NO_QUEUE: QueueBasis = { aheadLots: 0, levelLots: 0, levelAt: 0, tradedLots: 0 };

export const venueOrder = (order: NewOrder, acceptedAt: number): VenueOrder => ({
  id: order.id,
  side: order.side,
  type: order.type,
  timeInForce: order.timeInForce,
  postOnly: order.postOnly,
  limitTicks: order.limitTicks,
  filledLots: 0,
  leftLots: order.sizeLots,
  budgetAtoms: order.budgetAtoms,
  isLiquidation: order.isLiquidation ?? false,
  acceptedAt,
  queue: NO_QUEUE,
  before: null,
  exact: null,
  needsRequeue: false,
  trace: { points: 0, recent: [], merged: {}, saidLots: 0 },
  knownAt: 0,
});
