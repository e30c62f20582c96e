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
  for (const { at, marks } of cuts) {
    const isWithin = (bookedAt: Micros) => bookedAt > from && bookedAt <= at;
    const fills = window.fills.filter(({ bookedAt }) => isWithin(bookedAt));
    const bookings = window.bookings.filter((booking) => isWithin(booking.at));
    const segment = attribute({ ...window, from, held, startMarks, endMarks: marks, fills, bookings });
    items.push(...segment.items);
    [from, held, startMarks] = [at, segment.held, marks];
  }
  return { items, held };
}
