import type { BookView } from "@/server/domain/book/book-view";

export type Level = readonly [priceTicks: number, sizeLots: number];

/** Best first, at most `limit`. `side` is SIDE.bid or SIDE.ask. */
export function bookLevels(book: BookView, side: number, limit: number): Level[] {
  const levels: Level[] = [];
  for (let k = 0; k < limit; k++) {
    const price = book.levelPrice(side, k);
    if (Number.isNaN(price)) break;
    levels.push([price, book.levelSize(side, k)]);
  }
  return levels;
}
