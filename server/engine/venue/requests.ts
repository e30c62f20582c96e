import type {
  BookPicture,
  FillRule,
  Liquidity,
  Order,
  OrderType,
  Reason,
  TimeInForce,
  Trail,
  Trigger,
} from "@/server/domain/order";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { Booking, Money } from "@/server/engine/margin/venue-account";

/** What the desk asks of the venue. It arrives `at`, at venue time, and in this order for one order. */
export type RequestBody =
  | Readonly<{ kind: "new"; order: NewOrder }>
  /** Two linked orders, taken or refused together. */
  | Readonly<{ kind: "pair"; orders: readonly [NewOrder, NewOrder] }>
  | Readonly<{ kind: "cancel"; orderId: string; reason: Reason }>
  /** `sizeLots` is the order's whole new size: what it has filled is part of it, and what orders that shrink with it have. */
  | Readonly<{ kind: "amend"; orderId: string; limitTicks: number | null; sizeLots: number | null }>;

/** What the venue does by itself in time: an end by date, a triggered order's entry, word of a trailing stop. */
export type OwnBody = Readonly<{ kind: "expire" | "enter" | "tell"; orderId: string }>;

const OWN: ReadonlySet<string> = new Set<OwnBody["kind"]>(["expire", "enter", "tell"]);
export const isOwn = (body: RequestBody | OwnBody): body is OwnBody => OWN.has(body.kind);

/** The orders that a request brings. */
export function newOrders(body: RequestBody | OwnBody): readonly NewOrder[] {
  if (body.kind === "new") return [body.order];
  return body.kind === "pair" ? body.orders : [];
}

/** What a fill does to the others of the link: `cancel` ends them, `shrink` lowers them by as much. A trigger ends them. */
export type VenueLink = Readonly<{ id: string; mode: "cancel" | "shrink" }>;

export type VenueRequest = Readonly<{ at: number; seq: number; instrument: number; body: RequestBody | OwnBody }>;

export type NewOrder = Readonly<{
  id: string;
  /** SIDE.buy or SIDE.sell. */
  side: number;
  type: OrderType;
  timeInForce: TimeInForce;
  postOnly: boolean;
  limitTicks: number | null;
  sizeLots: number;
  /** Cash a market buy may spend, fees included; null for all others, whose limit bounds them. */
  budgetAtoms: bigint | null;
  /** The venue's own order that closes a position whose margin is gone. */
  isLiquidation?: boolean;
  /** Post-only that goes one tick before the other side instead of being refused. */
  slides: boolean;
  reduceOnly: boolean;
  /** Iceberg: shown at once; null: all. */
  displayLots: number | null;
  /** Venue time, µs; null: none. */
  expiresAt: number | null;
  trigger: Trigger | null;
  trail: Trail | null;
  link: VenueLink | null;
}>;

/** The queue at our price as it stands: market lots and own orders ahead, displayed lots behind. */
export type QueuePlace = Readonly<{ aheadLots: number; behindLots: number }>;

export type VenueFill = Readonly<{
  /** Counts venue fills, in venue order; the desk numbers them as it learns of them. */
  number: number;
  priceTicks: number;
  lots: number;
  liquidity: Liquidity;
  rule: FillRule;
  /** Ticks of the price that our own earlier trades are to blame for. */
  impactTicks: number;
  midHalfTicks: number | null;
  spreadTicks: number | null;
  /** Place of what is left, null when it does not rest. */
  place: QueuePlace | null;
  /** Its value and fee, and what else the venue booked for it. */
  money: Money;
}>;

/** What the venue tells the desk: it happened at `happenedAt` and is known at `at`. */
export type ReportBody =
  | Readonly<{
      kind: "arrived";
      book: BookPicture | null;
      midHalfTicks: number | null;
      medianTradeLots: number | null;
      place: QueuePlace | null;
      /** It waits for its trigger. */
      waits: boolean;
      /** Where a sliding post-only order was put, if not at its limit. */
      slidTicks: number | null;
      /** Where a waiting order triggers; null for others, and for a trailing stop that is not active. */
      stopTicks: number | null;
    }>
  | Readonly<{ kind: "fill"; fill: VenueFill }>
  | Readonly<{ kind: "closed"; state: "CANCELLED" | "EXPIRED" | "REJECTED"; reason: Reason }>
  /** Something that the venue did to the account: funding, a margin call, a liquidation that begins. Of no order. */
  | Readonly<{
      kind: "account";
      booking: Booking | null;
      /** Of its ledger entries. */
      cause: string;
      notice: Readonly<{ kind: RiskEvent["kind"]; cause: string; text: string }>;
    }>
  /** An order of the venue's own that closes a position of ours; its fills follow. */
  | Readonly<{ kind: "takenOver"; order: Order }>
  /** `place` null: it waits for its trigger. */
  | Readonly<{ kind: "amended"; limitTicks: number | null; sizeLots: number; place: QueuePlace | null }>
  /** The venue made it smaller: reduce-only, or a linked fill, of which `siblingLots` counts all so far. */
  | Readonly<{ kind: "resized"; sizeLots: number; siblingLots: number; reason: Reason; place: QueuePlace | null }>
  /** Its trigger was reached by this price; what became of it follows. */
  | Readonly<{ kind: "triggered"; stopTicks: number; priceTicks: number }>
  /** A triggered order's limit order rests. */
  | Readonly<{ kind: "rests"; limitTicks: number | null; place: QueuePlace }>
  | Readonly<{ kind: "trailed"; stopTicks: number; isFirst: boolean }>
  /** A cancel or an amend that came too late or was not possible; the order is what it was. */
  | Readonly<{ kind: "refused"; request: "cancel" | "amend"; reason: Reason }>;

export type VenueReport = Readonly<{
  at: number;
  seq: number;
  happenedAt: number;
  orderId: string;
  instrument: number;
  body: ReportBody;
}>;
