/**
 * Cash and holdings that working orders set aside. Of linked orders only one can fill what the link is for,
 * so a link sets aside the largest of theirs, once.
 */
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { type DeskOrder, reservedCashAtoms, reservedLots } from "./desk-order";

type Markets = readonly InstrumentMarket[];

/** Atoms that the spot buys among `orders` may still cost. */
export function reservedCash(orders: readonly DeskOrder[], markets: Markets): bigint {
  return sumOncePerLink(orders, (desk) => {
    const market = markets[desk.instrument];
    return market && !market.spec.contract ? reservedCashAtoms(desk, market.spec) : 0n;
  });
}

/** Lots that the sells among `orders` may still sell. */
export const reservedHoldings = (orders: readonly DeskOrder[]): number =>
  Number(sumOncePerLink(orders, (desk) => BigInt(reservedLots(desk))));

/** Of linked orders the largest. */
export function sumOncePerLink(orders: readonly DeskOrder[], reserve: (desk: DeskOrder) => bigint): bigint {
  const links = new Map<string, bigint>();
  let sum = 0n;
  for (const desk of orders) {
    const { linkId } = desk.order;
    const atoms = reserve(desk);
    if (linkId === null) sum += atoms;
    else if (atoms > (links.get(linkId) ?? 0n)) links.set(linkId, atoms);
  }
  for (const atoms of links.values()) sum += atoms;
  return sum;
}
