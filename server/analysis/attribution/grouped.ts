import { isUnknown } from "./fill-parts";
import type { AttributionItem } from "./instrument-book";
import { type Parts, sumOfParts, totalOf } from "./parts";

export type PartsSum = Readonly<{
  parts: Parts;
  totalAtoms: bigint;
  fills: number;
  /** Fills with an unknown mid: that piece of their way is in `market`. */
  unknownFills: number;
  /** Fills without a mid ten seconds later: their adverse selection is in `market`. */
  withoutMarkout: number;
}>;

export function summed(items: readonly AttributionItem[]): PartsSum {
  const parts = sumOfParts(items.map((item) => item.parts));
  // A fill that closes one owner's lots and opens another's is two items, and one fill.
  const fills = [...new Set(items.flatMap(({ fill }) => (fill ? [fill] : [])))];
  return {
    parts,
    totalAtoms: totalOf(parts),
    fills: fills.length,
    unknownFills: fills.filter(isUnknown).length,
    withoutMarkout: fills.filter(({ markoutMidHalfTicks }) => markoutMidHalfTicks === null).length,
  };
}

/** By any key, in order of its first item; the groups' totals add up to the whole. */
export function groupedParts(
  items: readonly AttributionItem[],
  keyOf: (item: AttributionItem) => string,
): ReadonlyMap<string, PartsSum> {
  const groups = new Map<string, AttributionItem[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return new Map([...groups].map(([key, group]) => [key, summed(group)]));
}

/** What the pages group by. Hour and day are UTC, of the booking: "07", "2026-11-21". */
export const GROUP_KEYS = {
  strategy: ({ owner }: AttributionItem) => owner,
  instrument: ({ instrumentId }: AttributionItem) => instrumentId,
  /** As `RoundTrip` names it: instrument and opening time; "" of what was open before anything is known. */
  trip: ({ instrumentId, openedAt }: AttributionItem) => (openedAt === null ? "" : `${instrumentId} ${openedAt}`),
  hour: ({ at }: AttributionItem) => isoOf(at).slice(11, 13),
  day: ({ at }: AttributionItem) => isoOf(at).slice(0, 10),
} as const;

const isoOf = (at: number): string => new Date(Math.floor(at / 1_000)).toISOString();
