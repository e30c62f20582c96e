import type { BookView } from "@/server/domain/book/book-view";
import { SIDE } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { BookPicture } from "@/server/domain/order";

const LEVELS = 10;

/** The first ten levels a side, for an order's file; null while nothing was ever displayed. */
export function bookPicture(book: BookView, at: Micros): BookPicture | null {
  const bids = levels(book, SIDE.bid);
  const asks = levels(book, SIDE.ask);
  return bids.length + asks.length === 0 ? null : { at, bids, asks };
}

function levels(book: BookView, side: number): [number, number][] {
  const found: [number, number][] = [];
  for (let k = 0; k < LEVELS; k++) {
    const price = book.levelPrice(side, k);
    if (Number.isNaN(price)) break;
    found.push([price, book.levelSize(side, k)]);
  }
  return found;
}
