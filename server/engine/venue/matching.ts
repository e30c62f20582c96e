import type { BookView } from "@/server/domain/book/book-view";
import { feeAtoms, type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import { SIDE } from "@/server/domain/market-block";
import type { Consumption } from "./consumption";

export type WalkInput = Readonly<{
  spec: InstrumentSpec;
  book: BookView;
  consumption: Consumption;
  /** Side of the book that is taken: asks for a buy. */
  takes: number;
  lots: number;
  /** Worst price; null for a market order. */
  limitTicks: number | null;
  /** Cash that may be spent, fee included; null without such a bound. */
  budgetAtoms: bigint | null;
  /** What our own earlier trades make each price worse by, ticks. */
  impactTicks: number;
  /** Our own resting order on that side: the walk ends before it. */
  ownTicks: number | null;
}>;

/** `priceTicks` is paid; the level that was taken stood `impactTicks` nearer. */
export type Take = Readonly<{ priceTicks: number; levelTicks: number; lots: number }>;

/** Why a walk ended: all was filled, the limit, the last known level, the cash, an order of our own. */
export type WalkEnd = "filled" | "limit" | "no_liquidity" | "cash" | "self_cross";

export type Walk = Readonly<{ takes: readonly Take[]; filledLots: number; end: WalkEnd }>;

/**
 * What an aggressive order would take, level by level from the best, of what is displayed and not
 * yet taken by us. Changes nothing.
 */
export function walkBook(input: WalkInput): Walk {
  const { spec, book, consumption, takes: side, limitTicks, ownTicks } = input;
  const takes: Take[] = [];
  let left = input.lots;
  let budget = input.budgetAtoms;
  // An order of ours within the limit would trade with what is left, whether the book shows a level there or not.
  const meetsOwn = ownTicks !== null && limitTicks !== null && !isBeyond(side, ownTicks, limitTicks);
  const done = (end: WalkEnd): Walk => ({ takes, filledLots: input.lots - left, end });
  for (let k = 0; left > 0; k++) {
    const levelTicks = book.levelPrice(side, k);
    if (Number.isNaN(levelTicks)) return done(meetsOwn ? "self_cross" : "no_liquidity");
    const priceTicks = side === SIDE.ask ? levelTicks + input.impactTicks : Math.max(levelTicks - input.impactTicks, 1);
    if (limitTicks !== null && isBeyond(side, priceTicks, limitTicks)) return done(meetsOwn ? "self_cross" : "limit");
    if (ownTicks !== null && !isBeyond(side, ownTicks, levelTicks)) return done("self_cross");
    const offered = Math.min(consumption.available(book, side, k), left);
    const lots = budget === null ? offered : Math.min(offered, affordableLots(spec, priceTicks, budget));
    if (lots > 0) {
      takes.push({ priceTicks, levelTicks, lots });
      left -= lots;
      if (budget !== null) budget -= costAtoms(spec, priceTicks, lots);
    }
    if (lots < offered) return done("cash");
  }
  return done("filled");
}

/** Whether `price` lies further from the touch than `limit` on that side of the book. */
const isBeyond = (side: number, price: number, limit: number): boolean => (side === 1 ? price > limit : price < limit);

/** Notional and taker fee of one fill, atoms. */
function costAtoms(spec: InstrumentSpec, priceTicks: number, lots: number): bigint {
  const notional = notionalAtoms(spec, priceTicks, lots);
  return notional + feeAtoms(notional, spec.takerFeePpm);
}

/** Most lots whose notional and fee fit the budget. */
function affordableLots(spec: InstrumentSpec, priceTicks: number, budget: bigint): number {
  if (budget <= 0n) return 0;
  const perLot = notionalAtoms(spec, priceTicks, 1) * BigInt(1_000_000 + spec.takerFeePpm);
  if (perLot <= 0n) return Number.MAX_SAFE_INTEGER;
  let lots = Number((budget * 1_000_000n) / perLot);
  // The fee of a fill is rounded up to a whole atom, which the division does not see.
  while (lots > 0 && costAtoms(spec, priceTicks, lots) > budget) lots--;
  return lots;
}
