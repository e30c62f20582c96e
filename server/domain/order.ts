import type { Atoms } from "./atoms";
import type { Lots } from "./lots";
import type { Micros } from "./micros";
import type { SizingNote } from "./sizing";
import type { Ticks } from "./ticks";

export type Side = "buy" | "sell";
export const ORDER_TYPES = [
  "market",
  "limit",
  "stop",
  "stop_limit",
  "take_profit",
  "take_profit_limit",
  "trailing_stop",
] as const;
/** stop, take_profit and trailing_stop become market orders when triggered; the `_limit` ones limit orders. */
export type OrderType = (typeof ORDER_TYPES)[number];

/** GTD ends at `terms.expiresAt`, by the venue's clock. */
export const TIMES_IN_FORCE = ["GTC", "IOC", "FOK", "GTD"] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** Types that wait at the venue for their trigger. */
export const CONDITIONAL_TYPES: ReadonlySet<OrderType> = new Set([
  "stop",
  "stop_limit",
  "take_profit",
  "take_profit_limit",
  "trailing_stop",
]);
export const isConditional = (type: OrderType): boolean => CONDITIONAL_TYPES.has(type);
/** Types that must name a limit price. */
export const hasLimit = (type: OrderType): boolean =>
  type === "limit" || type === "stop_limit" || type === "take_profit_limit";

/** What a trigger looks at: the last print, or the mark price (perpetuals only). */
export type TriggerSource = "last" | "mark";

/** A stop triggers when the price comes to `ticks` from the good side for its owner, a take-profit from the bad side. */
export type Trigger = Readonly<{ ticks: Ticks; by: TriggerSource }>;

/** How far a trailing stop keeps from the best price since its activation. */
export type Trail = Readonly<{
  distance: Readonly<{ ticks: number }> | Readonly<{ ppm: number }>;
  /** It begins to trail when the price has come here; null: at once. */
  activationTicks: Ticks | null;
  by: TriggerSource;
}>;

/** Exits that the desk sends for what of an entry has filled; they are one-cancels-other. At least one of them. */
export type Bracket = Readonly<{
  stop: Readonly<{ ticks: Ticks /** null: a stop-market order. */; limitTicks: Ticks | null }> | null;
  trail: Trail | null;
  target: Readonly<{ ticks: Ticks }> | null;
}>;

/** What an order may say beyond the ordinary; absent means no. */
export type OrderTerms = Readonly<{
  /** A post-only order that would cross is put one tick before the other side instead of refused. */
  postOnlySlide?: boolean;
  /** Only ever lowers the position: cut to it on arrival, cancelled when nothing is left to close. */
  reduceOnly?: boolean;
  /** Iceberg: at most so much is displayed; each refill goes to the back of the queue. */
  displayLots?: Lots;
  /** For GTD. */
  expiresAt?: Micros;
  trigger?: Trigger;
  trail?: Trail;
  bracket?: Bracket;
  /** How sure its strategy is, ppm; what `minConfidencePpm` is compared with. */
  confidencePpm?: number;
  /** How it came to its size. */
  sizing?: SizingNote;
}>;

/** What an order is to the one it belongs to. */
export const ORDER_ROLES = ["single", "entry", "stop", "target", "slice", "liquidation"] as const;
export type OrderRole = (typeof ORDER_ROLES)[number];

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

/** Who wanted it: a person, `strategy:<name>`, the risk rules (flatten, kill), or the venue (liquidation). */
export type OrderOrigin = "manual" | "risk" | "liquidation" | `strategy:${string}`;

export type OrderDraft = Readonly<{
  instrumentId: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  postOnly: boolean;
  /** Null unless `hasLimit(type)`. */
  limitTicks: Ticks | null;
  sizeLots: Lots;
  terms?: OrderTerms;
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
  "reduce_only",
  "trigger_price",
  "trail",
  "display_size",
  "expires_at",
  "expired",
  "bracket",
  "link",
  "linked_order",
  "parent",
  "parent_done",
  "leverage",
  "margin",
  "liquidation",
  "rate_limit",
  "venue_outage",
  "request_timeout",
  "volume_cap",
  "sector_cap",
  "gross_cap",
  "net_cap",
  "cluster_cap",
  "open_positions",
  "entry_spacing",
  "min_confidence",
  "data_quality",
  "spread",
  "strategy_budget",
  "breaker",
  "risk_settings",
  "command_failed",
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
    terms: OrderTerms;
    role: OrderRole;
    /** The algo ("par-1") or entry ("ord-3") that it belongs to. */
    parentId: string | null;
    /** Orders of one link ("link-2") cancel or shrink one another. */
    linkId: string | null;
    /** When its trigger was reached, venue time; null while it waits, and for types without one. */
    triggeredAt: Micros | null;
    /** Where a trailing stop stands now. */
    stopTicks: Ticks | null;
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
    /** Of the last 101 trades of its instrument, at its arrival; null before the first. */
    medianTradeLots: number | null;
    aheadLots: number | null;
    /** Lots displayed behind us. */
    behindLots: number | null;
    reason: Reason | null;
    /** A sentence of the strategy: what it saw. */
    note: string | null;
  }>;

/** What moved the queue before a resting order. */
export type QueueCause =
  | "accepted"
  | "trade"
  | "cancel"
  | "through"
  | "level_gone"
  | "requeued"
  | "amended"
  | "refilled";

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
export type FillRule = "walked_book" | "queue_reached" | "traded_through" | "level_passed" | "touch" | "exact_queue";

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
  /** Best ask less best bid at the fill; null without a two-sided book. */
  spreadTicks: number | null;
  /** Ticks that our own earlier trades made it worse by (permanent impact); part of `priceTicks`. */
  impactTicks: number;
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
