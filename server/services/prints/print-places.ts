/**
 * Where trades print against the touch that was displayed just before: at it, inside of it (at a better price for
 * the taker than the displayed best) or through it (at a worse one).
 */

import { LadderBook } from "@/server/domain/book/ladder-book";
import { FLAG, KIND, type MarketRow, SIDE } from "@/server/domain/market-block";

export type Place = "at" | "inside" | "through";
export type PrintShares = Readonly<Record<Place, Readonly<{ count: number; lots: number }>>>;

type Row = Pick<MarketRow, "kind" | "side" | "priceTicks" | "sizeLots" | "flags" | "exchangeAt">;

/** Rows in whatever order "before" is to mean: as they were received, or as the venue stamped them. */
export function printShares(rows: Iterable<Row>): PrintShares {
  const book = new LadderBook();
  const shares = { at: nothing(), inside: nothing(), through: nothing() };
  // The book within a message is of no time: the touch is that of the last whole one.
  let touch = { bid: Number.NaN, ask: Number.NaN };
  for (const row of rows) {
    if (row.kind === KIND.bookClear) book.clear(row.exchangeAt, (row.flags & FLAG.end) !== 0);
    else if (row.kind === KIND.bookGap) book.gap();
    else if (row.kind === KIND.bookLevel) {
      book.level(row.side, row.priceTicks, row.sizeLots);
      book.touched(row.exchangeAt, (row.flags & FLAG.end) !== 0);
    } else if (row.kind === KIND.trade && (row.flags & FLAG.suspect) === 0) {
      const place = placeOf(row, touch);
      if (place === null) continue;
      shares[place].count++;
      shares[place].lots += row.sizeLots;
    }
    if (row.kind === KIND.trade || (book.isKnown && !book.isReady)) continue;
    touch = book.isValid() ? { bid: book.bestBid(), ask: book.bestAsk() } : { bid: Number.NaN, ask: Number.NaN };
  }
  return shares;
}

const nothing = () => ({ count: 0, lots: 0 });

/** Null while no touch is displayed. */
function placeOf({ side, priceTicks }: Row, { bid, ask }: Readonly<{ bid: number; ask: number }>): Place | null {
  const beyond = side === SIDE.buy ? priceTicks - ask : bid - priceTicks;
  if (Number.isNaN(beyond)) return null;
  if (beyond === 0) return "at";
  return beyond > 0 ? "through" : "inside";
}
