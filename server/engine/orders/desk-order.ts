import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Lots } from "@/server/domain/lots";
import type { Order } from "@/server/domain/order";
import { limitCostAtoms } from "@/server/domain/order-cost";
import type { Ticks } from "@/server/domain/ticks";

export type AmendRequest = Readonly<{ limitTicks: Ticks | null; sizeLots: Lots | null }>;

/** A working order as the desk knows it: what was reported, and what is on its way. Mutable; owned by DeskOrders. */
export type DeskOrder = {
  order: Order;
  readonly instrument: number;
  /** Cash that a market buy may still spend; null for all others. */
  budgetAtoms: bigint | null;
  /** Arrival of the last request sent for it. */
  lastArrivesAt: number;
  cancelRequested: boolean;
  /** On their way, oldest first. */
  amends: AmendRequest[];
  /** What orders that shrink together with it have filled, as far as known. */
  siblingLots: number;
};

/** Dearest price and largest rest it can come to, whatever of its amends goes through. */
export function worstCase({ order, amends }: DeskOrder): Readonly<{ limitTicks: number; leftLots: number }> {
  const isBuy = order.side === "buy";
  let limitTicks: number = order.limitTicks ?? 0;
  let sizeLots: number = order.sizeLots;
  for (const amend of amends) {
    const ticks = amend.limitTicks ?? limitTicks;
    limitTicks = isBuy ? Math.max(limitTicks, ticks) : Math.min(limitTicks, ticks);
    sizeLots = Math.max(sizeLots, amend.sizeLots ?? sizeLots);
  }
  return { limitTicks, leftLots: Math.max(sizeLots - order.filledLots, 0) };
}

/** Cash set aside for a working buy, atoms; 0 for a sell, and for what only closes. */
export function reservedCashAtoms(desk: DeskOrder, spec: InstrumentSpec): bigint {
  if (desk.order.side === "sell" || desk.order.terms.reduceOnly) return 0n;
  if (desk.budgetAtoms !== null) return desk.budgetAtoms;
  if (desk.amends.length > 0) return worstCostAtoms(desk, spec);
  const known = costs.get(desk.order);
  if (known !== undefined) return known;
  const atoms = worstCostAtoms(desk, spec);
  costs.set(desk.order, atoms);
  return atoms;
}

/** By order, which never changes itself: each check of a new order asks for all that work. */
const costs = new WeakMap<Order, bigint>();

function worstCostAtoms(desk: DeskOrder, spec: InstrumentSpec): bigint {
  const { limitTicks, leftLots } = worstCase(desk);
  return limitCostAtoms(spec, limitTicks, { lots: leftLots });
}

/** Holdings set aside for a working sell, lots; 0 for a buy. */
export const reservedLots = (desk: DeskOrder): number => (desk.order.side === "sell" ? worstCase(desk).leftLots : 0);
