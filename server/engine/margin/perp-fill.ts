/**
 * What a fill does to a perpetual's position: it closes what stands against it, then opens. Pure.
 *
 * Isolated: the P&L of what is closed goes through the collateral; then its share of the collateral comes back,
 * less what the loss ate. A loss beyond all of it is the insurance fund's. Cross: all through the cash.
 */

import { ceilDiv, fillValueAtoms, initialMarginAtoms, realisedAtoms } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Side } from "@/server/domain/order";
import type { Holding } from "@/server/engine/portfolio/positions";
import { type BookEntry, Books, type Wallet } from "./books";
import type { Terms } from "./margin-terms";

export type PerpFill = Readonly<{
  spec: InstrumentSpec;
  terms: Terms;
  held: Holding;
  wallet: Wallet;
  side: Side;
  priceTicks: number;
  lots: number;
  at: number;
  /** Ordinary fee, from the cash; of a liquidation the clearance fee, out of what is left and not more than that. */
  feeOf: (value: bigint) => bigint;
  isLiquidation: boolean;
  /** Other cross positions stand behind the cash, which may then fall below zero for a while. */
  isBacked: boolean;
}>;

export type PerpFilled = Readonly<{
  held: Holding;
  entries: readonly BookEntry[];
  cashAtoms: bigint;
  valueAtoms: bigint;
  feeAtoms: bigint;
}>;

export function bookPerpFill(fill: PerpFill): PerpFilled {
  const { spec, held, wallet, terms, lots, isLiquidation } = fill;
  const books = new Books(spec.id, wallet, held.marginAtoms);
  const valueAtoms = fillValueAtoms(spec, fill);
  const closing = closingLots(held.sizeLots, fill);
  const closeValue = closing === lots ? valueAtoms : fillValueAtoms(spec, { ...fill, lots: closing });
  const due = fill.feeOf(valueAtoms);
  let next = held;
  let feeAtoms = due;
  if (closing > 0) {
    next = close(fill, books, { lots: closing, value: closeValue });
    if (isLiquidation) feeAtoms = clearanceFee(fill, books, due);
    if (terms.mode === "isolated") release(held, next, books);
  }
  if (closing < lots)
    next = open(fill, books, { held: next, lots: lots - closing, value: valueAtoms - closeValue, due });
  if (!isLiquidation) books.pay(due, { from: "cash", counter: "fees", kind: "fee" });
  const owes = fill.isBacked || (terms.mode === "cross" && next.sizeLots !== 0);
  if (!owes) books.coverCash();
  const after = { ...next, marginAtoms: books.marginAtoms, feesAtoms: held.feesAtoms + feeAtoms };
  return { held: after, entries: books.entries(), cashAtoms: books.cashAtoms, valueAtoms, feeAtoms };
}

/** How much of the fill closes what is held. */
export function closingLots(heldLots: number, { side, lots }: Pick<PerpFill, "side" | "lots">): number {
  const against = side === "buy" ? -heldLots : heldLots;
  return Math.max(Math.min(lots, against), 0);
}

type Part = Readonly<{ lots: number; value: bigint }>;

function close({ spec, held, terms }: PerpFill, books: Books, { lots, value }: Part): Holding {
  const isLong = held.sizeLots > 0;
  const sizeLots = held.sizeLots + (isLong ? -lots : lots);
  // BigInt division cuts towards zero: the share is rounded down whatever the sign; the last lot takes the rest.
  const costOut = (held.costAtoms * BigInt(lots)) / BigInt(Math.abs(held.sizeLots));
  const gain = realisedAtoms(spec, { isLong, costOut: isLong ? costOut : -costOut, value });
  books.pay(-gain, { from: terms.mode === "isolated" ? "margin" : "cash", counter: "realised", kind: "trade" });
  books.coverMargin();
  return {
    ...held,
    sizeLots,
    costAtoms: held.costAtoms - costOut,
    realisedAtoms: held.realisedAtoms + gain,
    openedAt: sizeLots === 0 ? null : held.openedAt,
  };
}

function clearanceFee({ terms }: PerpFill, books: Books, due: bigint): bigint {
  const from = terms.mode === "isolated" ? "margin" : "cash";
  const left = from === "margin" ? books.marginAtoms : books.freeAtoms;
  const charged = due < left ? due : left;
  books.pay(charged, { from, counter: "fees", kind: "liquidation" });
  return charged;
}

/** What stays behind is the share of what is still held, as far as the loss has left it. */
function release(before: Holding, { sizeLots }: Holding, books: Books): void {
  const share = ceilDiv(before.marginAtoms * BigInt(Math.abs(sizeLots)), BigInt(Math.abs(before.sizeLots)));
  const keep = share < books.marginAtoms ? share : books.marginAtoms;
  books.lock(keep - books.marginAtoms);
}

type Opening = Part & Readonly<{ held: Holding; due: bigint }>;

function open({ side, at, terms }: PerpFill, books: Books, { held, lots, value, due }: Opening): Holding {
  if (terms.mode === "isolated") {
    const wanted = initialMarginAtoms(value, terms.leverage);
    const free = books.freeAtoms - due;
    const locked = wanted < free ? wanted : free;
    if (locked > 0n) books.lock(locked);
  }
  const sign = side === "buy" ? 1 : -1;
  return {
    ...held,
    sizeLots: held.sizeLots + sign * lots,
    costAtoms: held.costAtoms + BigInt(sign) * value,
    openedAt: held.sizeLots === 0 ? (at as Holding["openedAt"]) : held.openedAt,
  };
}
