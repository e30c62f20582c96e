/**
 * The profit and loss of a window of time, taken apart: market, adverse selection, latency, waiting, spread,
 * slippage, impact, fee, funding, insurance. Exact: all items together are equity(end) − equity(start) to the atom,
 * and so are the sums of any grouping of them, since nothing is rounded after an item is made.
 *
 * An item's gain is what it changed in the value of the position at the window's end, rounded as the desk's books
 * round positions, less what was paid for it. What was held at the start enters at its value then, at no cost.
 */
import { MILLIONTHS_PER_TICK } from "@/server/domain/contract-math";
import type { AttributionWindow, OwnedLots } from "./attributed-fill";
import { type AttributionItem, InstrumentBook, missing } from "./instrument-book";

export type Attribution = Readonly<{
  items: readonly AttributionItem[];
  /** Whose lots are held at the end. */
  held: readonly OwnedLots[];
}>;

/** @throws AppError invalid when a specification, or the mark of something held, is missing */
export function attribute(window: AttributionWindow): Attribution {
  const books = booksOf(window);
  const bookOf = (id: string) => books.get(id) ?? missing(id, "specification");
  const items: AttributionItem[] = [];
  for (const row of window.held) items.push(bookOf(row.instrumentId).hold(row, window.from));
  const [fills, bookings] = [window.fills, window.bookings.toSorted((a, b) => a.at - b.at)];
  let next = 0;
  const book = (until: number) => {
    for (let row = bookings[next]; row && row.at < until; row = bookings[++next])
      items.push(...bookOf(row.instrumentId).book(row));
  };
  for (const fill of fills) {
    book(fill.bookedAt);
    items.push(...bookOf(fill.instrumentId).fill(fill));
  }
  book(Number.POSITIVE_INFINITY);
  for (const one of books.values()) items.push(...one.close());
  return { items, held: [...books.values()].flatMap((one) => one.held) };
}

function booksOf({ specs, fills, startMarks, endMarks, from }: AttributionWindow): Map<string, InstrumentBook> {
  const last = new Map(fills.map(({ instrumentId, priceTicks }) => [instrumentId, priceTicks * MILLIONTHS_PER_TICK]));
  return new Map(
    [...specs].map(([id, spec]) => {
      const marks = { start: startMarks.get(id) ?? null, end: endMarks.get(id) ?? null, last: last.get(id) ?? null };
      return [id, new InstrumentBook(spec, marks, from)];
    }),
  );
}
