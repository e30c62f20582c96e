import type { OrderDraft, OrderOrigin, Reason } from "@/server/domain/order";
import type { CapInput } from "@/server/domain/risk/exposure-caps";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { OutageSpan } from "@/server/engine/venue/outages";
import type { TradingGate } from "./trading-gate";

/** What an order would cost by the book of this moment. */
export type OrderCost = Readonly<{
  /** At the limit, or walking the displayed book; atoms. */
  notionalAtoms: bigint;
  /** Notional with the fee, as reserved or, for a market order, as expected. */
  cashAtoms: bigint;
  /** Worst price it can reach: its limit, or the last level walked. */
  reachTicks: number;
}>;

/** What an order for a perpetual comes to. */
export type PerpInput = Readonly<{
  leverage: number;
  /** Lots of it that would add to the position, after what works before it has closed what it can. */
  openingLots: number;
  /** Margin and fees that it would take besides what is set aside already; atoms. */
  needAtoms: () => bigint;
}>;

/** All that the pre-trade checks look at. An order that replaces another one is judged as if that one were gone. */
export type CheckInput = Readonly<{
  draft: OrderDraft;
  origin: OrderOrigin;
  market: InstrumentMarket;
  /** Engine time, µs. */
  now: number;
  risk: RiskSettings;
  gate: Pick<TradingGate, "state" | "strategiesRun" | "flattening" | "closing">;
  /** The outage of the venue that the desk knows of. */
  outage: OutageSpan | null;
  /** An amend that makes an order smaller and nothing else, or an exit of a bracket: neither adds risk. */
  isReduction: boolean;
  /** The stop or target of a bracket, which the desk itself sends and which no limit on orders may keep back. */
  isExit: boolean;
  heldLots: number;
  /** Held and not set aside for working sells. */
  freeLots: number;
  freeCashAtoms: bigint;
  equityAtoms: bigint;
  /**
   * What is held, at the mid, and what working buys may still add; atoms. Of a perpetual: towards the side of the
   * order, at the mark; negative while it is held the other way.
   */
  exposureAtoms: bigint;
  /** What the order itself would come to as exposure; atoms. Only for drafts that passed the lot and tick checks. */
  addsAtoms: () => bigint;
  /** Null for spot. */
  perp: PerpInput | null;
  /** It may raise exposure: no limit on exposure keeps back what only lowers it, nor what the risk rules send. */
  addsRisk: boolean;
  /** A slice of a parent order, which was asked at its start; and a change of an order that works. */
  isSlice: boolean;
  isAmend: boolean;
  /** All positions and what working orders can make of them. Reckoned once, when first asked for. */
  caps: () => CapInput;
  /** Of a strategy that has a budget: how much it uses once this order is out. */
  budget: () => Budget | null;
  /** When a strategy last came to hold more of the instrument; now while an entry of one works. Null: never. */
  enteredAt: () => number | null;
  /** Of the last full minute, 0 to 100; null while nobody knows. */
  quality: number | null;
  /** Why an open breaker of the instrument or of who wants the order forbids new risk. */
  isBlocked: (instrumentId: string, origin: OrderOrigin) => Reason | null;
  openOrders: number;
  ordersLastMinute: number;
  /** Our most aggressive working order on the other side (lowest sell for a buy); null without one. */
  ownOppositeTicks: number | null;
  /** Only for drafts that passed the lot and tick checks. */
  cost: () => OrderCost;
}>;

export type Budget = Readonly<{ strategy: string; limitPpm: number; limitAtoms: bigint; valueAtoms: bigint }>;

export type Check = (input: CheckInput) => Reason | null;
