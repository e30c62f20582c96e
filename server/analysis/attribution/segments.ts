/**
 * A window cut at times whose marks are known (midnights, hours), so that what a held position gained is counted
 * when it gained it, and not when it was bought. The segments' items together are the window's, to the atom: what
 * one segment ends with is what the next begins with, at the same mark.
 */
import type { Micros } from "@/server/domain/micros";
import { type Attribution, attribute } from "./attribute";
import type { AttributionWindow, Valuation } from "./attributed-fill";
import type { AttributionItem } from "./instrument-book";

/** A cut at `at`, or the window's end: what is booked up to and with it belongs to the segment that it ends. */
export type Cut = Readonly<{ at: Micros; marks: ReadonlyMap<string, Valuation> }>;

export type SegmentedWindow = Omit<AttributionWindow, "endMarks"> & Readonly<{ cuts: readonly Cut[] }>;

/**
 * @param window  `cuts` in order of time, the last is the end; what is booked after it is left out. Each needs the
 *                marks of what is held then
 * @throws AppError invalid when a mark is missing
 */
export function attributeSegments({ cuts, ...window }: SegmentedWindow): Attribution {
  const items: AttributionItem[] = [];
  let { from, held, startMarks } = window;
  const fillsTo = taker(window.fills, ({ bookedAt }) => bookedAt);
  const bookingsTo = taker(
    window.bookings.toSorted((a, b) => a.at - b.at),
    ({ at }) => at,
  );
  fillsTo(from);
  bookingsTo(from);
  for (const { at, marks } of cuts) {
    const [fills, bookings] = [fillsTo(at), bookingsTo(at)];
    const segment = attribute({ ...window, from, held, startMarks, endMarks: marks, fills, bookings });
    for (const item of segment.items) items.push(item);
    [from, held, startMarks] = [at, segment.held, marks];
  }
  return { items, held };
}

/** Takes rows in order of time up to and with a time: a year has as many cuts as hours, and each looks at its own only. */
function taker<T>(rows: readonly T[], timeOf: (row: T) => Micros): (at: Micros) => readonly T[] {
  let next = 0;
  return (at) => {
    const first = next;
    for (let row = rows[next]; row !== undefined && timeOf(row) <= at; row = rows[++next]);
    return rows.slice(first, next);
  };
}
