/** Where a parent's children may stand. */
import { notionalAtoms } from "@/server/domain/instrument";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

type Wish = Pick<ParentOrder, "side" | "limitTicks">;

/** The own side's best price, or the limit when that is further from the market. */
export function restingTicks({ book }: InstrumentMarket, { side, limitTicks }: Wish): number {
  if (side === "buy") return Math.min(book.bestBid(), limitTicks ?? Number.POSITIVE_INFINITY);
  return Math.max(book.bestAsk(), limitTicks ?? Number.NEGATIVE_INFINITY);
}

/** Does the other side's best price lie within the limit? */
export function canCross({ book }: InstrumentMarket, { side, limitTicks }: Wish): boolean {
  if (limitTicks === null) return true;
  return side === "buy" ? book.bestAsk() <= limitTicks : book.bestBid() >= limitTicks;
}

/** For exactness where a single lot is worth less than an atom. */
const MANY_LOTS = 1_000_000;

/** Fewest lots that the venue takes at both touches and at the limit. */
export function minLots({ spec, book }: InstrumentMarket, limitTicks: number | null): number {
  const prices = [book.bestBid(), book.bestAsk(), limitTicks ?? Number.NaN].filter((price) => price > 0);
  const fewest = prices.map((price) => {
    const worth = notionalAtoms(spec, price, MANY_LOTS);
    if (worth <= 0n) return 1;
    return Number((spec.minNotionalAtoms * BigInt(MANY_LOTS) + worth - 1n) / worth);
  });
  return Math.max(1, ...fewest);
}
