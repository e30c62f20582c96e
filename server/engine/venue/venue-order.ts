import type { OrderType, QueueCause, QueuePoint, TimeInForce, Trail, TriggerSource } from "@/server/domain/order";
import type { NewOrder, VenueLink } from "./requests";
import { waitingOf } from "./trigger-state";

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

/** A conditional order until it is triggered. Prices in ticks. */
export type Waiting = {
  readonly by: TriggerSource;
  /** It triggers when the price falls to `stopTicks`; false: when it rises to it. */
  readonly onFall: boolean;
  readonly trail: Trail | null;
  /** Null while a trailing stop is not active. */
  stopTicks: number | null;
  /** Best price since a trailing stop's activation. */
  extremeTicks: number | null;
  /** When the desk was last told of `stopTicks`, venue time, and whether a word on it is due. */
  saidAt: number;
  isTelling: boolean;
  /** Reached, and on its way into the book. */
  triggeredAt: number | null;
};

/** An order of ours as the venue holds it. Mutable; owned by one VenueMarket. */
export type VenueOrder = {
  readonly id: string;
  readonly side: number;
  /** Of a triggered order what it became: market or limit. */
  type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly slides: boolean;
  readonly reduceOnly: boolean;
  readonly expiresAt: number | null;
  readonly link: VenueLink | null;
  /** Iceberg: displayed at most, and now. */
  readonly displayLots: number | null;
  shownLots: number;
  /** What orders that shrink together with it have filled: its size counts them too. */
  siblingLots: number;
  waiting: Waiting | null;
  /** Kept by RestingOrders. */
  isResting: boolean;
  limitTicks: number | null;
  /** The limit that was asked for; a sliding post-only order may rest elsewhere. */
  readonly wantedTicks: number | null;
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

/** Terms of an order that asks for nothing special; type, limit and time in force are its own. */
export const PLAIN_TERMS = {
  budgetAtoms: null,
  slides: false,
  reduceOnly: false,
  displayLots: null,
  expiresAt: null,
  trigger: null,
  trail: null,
  link: null,
} as const;

const NO_QUEUE: QueueBasis = { aheadLots: 0, levelLots: 0, levelAt: 0, tradedLots: 0 };

export const venueOrder = (order: NewOrder, acceptedAt: number): VenueOrder => ({
  id: order.id,
  side: order.side,
  type: order.type,
  timeInForce: order.timeInForce,
  postOnly: order.postOnly,
  slides: order.slides,
  reduceOnly: order.reduceOnly,
  expiresAt: order.expiresAt,
  link: order.link,
  displayLots: order.displayLots,
  shownLots: 0,
  siblingLots: 0,
  waiting: waitingOf(order),
  isResting: false,
  limitTicks: order.limitTicks,
  wantedTicks: order.limitTicks,
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

/** What of it stands in the queue: all of it, or an iceberg's displayed part. */
export const queuedLots = (order: VenueOrder): number =>
  order.displayLots === null ? order.leftLots : Math.min(order.shownLots, order.leftLots);
