import type { BookPicture, FillRule, Liquidity, Order, OrderType, Reason, TimeInForce } from "@/server/domain/order";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { Booking, Money } from "@/server/engine/margin/venue-account";

/** What the desk asks of the venue. It arrives `at`, at venue time, and in this order for one order. */
export type RequestBody =
  | Readonly<{ kind: "new"; order: NewOrder }>
  | Readonly<{ kind: "cancel"; orderId: string; reason: Reason }>
  /** `sizeLots` is the order's whole new size, filled lots included. */
  | Readonly<{ kind: "amend"; orderId: string; limitTicks: number | null; sizeLots: number | null }>;

export type VenueRequest = Readonly<{ at: number; seq: number; instrument: number; body: RequestBody }>;

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
  /** Place of what is left, null when it does not rest. */
  place: QueuePlace | null;
  /** Its value and fee, and what else the venue booked for it. */
  money: Money;
}>;

/** What the venue tells the desk: it happened at `happenedAt` and is known at `at`. */
export type ReportBody =
  | Readonly<{ kind: "arrived"; book: BookPicture | null; midHalfTicks: number | null; place: QueuePlace | null }>
  | Readonly<{ kind: "fill"; fill: VenueFill }>
  | Readonly<{ kind: "closed"; state: "CANCELLED" | "EXPIRED" | "REJECTED"; reason: Reason }>
  | Readonly<{ kind: "amended"; limitTicks: number | null; sizeLots: number; place: QueuePlace }>
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
