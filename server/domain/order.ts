import type { Atoms } from "./atoms";
import type { Lots } from "./lots";
import type { Micros } from "./micros";
import type { Ticks } from "./ticks";

export type Side = "buy" | "sell";
export type OrderType = "market" | "limit";
export type TimeInForce = "GTC" | "IOC" | "FOK";

/** PENDING: known to the engine. SUBMITTED: on its way. ACCEPTED: resting at the venue. The last four are final. */
export const ORDER_STATES = [
  "PENDING",
  "SUBMITTED",
  "ACCEPTED",
  "PARTIALLY_FILLED",
  "FILLED",
  "CANCELLED",
  "REJECTED",
  "EXPIRED",
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export const FINAL_STATES: ReadonlySet<OrderState> = new Set(["FILLED", "CANCELLED", "REJECTED", "EXPIRED"]);
export const isFinal = (state: OrderState): boolean => FINAL_STATES.has(state);

/** Who wanted it: a person, `strategy:<name>`, or the risk rules (flatten, kill). */
export type OrderOrigin = "manual" | "risk" | `strategy:${string}`;

export type OrderDraft = Readonly<{
  instrumentId: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  postOnly: boolean;
  /** Null for a market order. */
  limitTicks: Ticks | null;
  sizeLots: Lots;
}>;

/** Why an order was refused or ended early: the rule, its limit, what was seen, and how far apart they are. */
export type Reason = Readonly<{
  rule: ReasonRule;
  /** A sentence for people. */
  text: string;
  limit: string | null;
  value: string | null;
  distance: string | null;
}>;

export const REASON_RULES = [
  "cash",
  "holdings",
  "position_cap",
  "min_notional",
  "tick_size",
  "lot_size",
  "stale_data",
  "trading_state",
  "unknown_instrument",
  "order_rate",
  "open_orders",
  "self_cross",
  "post_only_would_cross",
  "fok_not_fillable",
  "ioc_remainder",
  "no_liquidity",
  "cancelled_by_user",
  "cancelled_by_strategy",
  "cancelled_by_risk",
  "replaced",
  "unknown_order",
] as const;
export type ReasonRule = (typeof REASON_RULES)[number];

/** Best-first levels as the engine saw them, at most ten a side. */
export type BookPicture = Readonly<{
  at: Micros;
  bids: readonly (readonly [priceTicks: number, sizeLots: number])[];
  asks: readonly (readonly [priceTicks: number, sizeLots: number])[];
}>;

/** The whole order after a change. Ids count within a desk: "ord-1", "ord-2", … */
export type Order = OrderDraft &
  Readonly<{
    id: string;
    /** Id of the command that made it; null for strategies and risk. */
    commandId: string | null;
    origin: OrderOrigin;
    state: OrderState;
    filledLots: Lots;
    /** Exact notional of what filled; the average price is this over `filledLots`. */
    filledAtoms: Atoms;
    feeAtoms: Atoms;
    /** Engine time of the decision. */
    decidedAt: Micros;
    /** When it reaches (or reached) the venue. */
    arrivesAt: Micros | null;
    acceptedAt: Micros | null;
    /** When its owner learned of the acceptance or rejection. */
    acknowledgedAt: Micros | null;
    closedAt: Micros | null;
    /** Mid in half ticks (best bid + best ask) at decision and at arrival. */
    decisionMidHalfTicks: number | null;
    arrivalMidHalfTicks: number | null;
    decisionBook: BookPicture | null;
    arrivalBook: BookPicture | null;
    /** Lots before us in the queue at acceptance, and now. Null while not resting. */
    aheadAtAcceptLots: number | null;
    aheadLots: number | null;
    /** Lots displayed behind us. */
    behindLots: number | null;
    reason: Reason | null;
    /** A sentence of the strategy: what it saw. */
    note: string | null;
  }>;

/** What moved the queue before a resting order. */
export type QueueCause = "accepted" | "trade" | "cancel" | "through" | "level_gone" | "requeued" | "amended";

export type QueuePoint = Readonly<{
  at: Micros;
  cause: QueueCause;
  /** Lots ahead after it. */
  aheadLots: number;
  /** Lots by which `cause` moved us forward, zero or more. */
  deltaLots: number;
}>;

export type OrderEvent = Readonly<{
  /** Counts within a desk. */
  seq: number;
  orderId: string;
  at: Micros;
  state: OrderState;
  /** e.g. "sent", "accepted", "filled 0.05 at 64,211.90", "cancel requested", "amended". */
  text: string;
  reason: Reason | null;
}>;

export type Liquidity = "maker" | "taker";

/** How a fill came about; the page that explains fills links to the rule of this name. */
export type FillRule = "walked_book" | "queue_reached" | "traded_through" | "level_passed" | "touch";

export type Fill = Readonly<{
  /** "fill-1", "fill-2", … within a desk, without holes. */
  id: string;
  orderId: string;
  instrumentId: string;
  side: Side;
  priceTicks: Ticks;
  sizeLots: Lots;
  notionalAtoms: Atoms;
  feeAtoms: Atoms;
  liquidity: Liquidity;
  rule: FillRule;
  /** Venue time of the fill; the owner knows at `knownAt`. */
  at: Micros;
  knownAt: Micros;
  midHalfTicks: number | null;
}>;

/** Mid against the fill after a horizon; positive bps when the market moved our way. */
export type Markout = Readonly<{
  fillId: string;
  orderId: string;
  horizonMicros: number;
  at: Micros;
  midHalfTicks: number;
  bps: number;
}>;
