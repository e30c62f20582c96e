/**
 * The change of a desk's equity between two whole minutes, taken apart.
 *
 * The parts come from fills, positions and the venue's bookings, the change from the equity samples: that they agree is
 * a check, and the page shows it. A window's ends move to the last whole minutes that were recorded, since only there
 * positions are known; before the first of them is the desk's beginning, with nothing held.
 */

import type { Valuation } from "@/server/analysis/attribution/attributed-fill";
import { GROUP_KEYS, groupedParts, summed } from "@/server/analysis/attribution/grouped";
import type { AttributionItem } from "@/server/analysis/attribution/instrument-book";
import { heldAfter } from "@/server/analysis/attribution/owners";
import { attributeSegments, type Cut } from "@/server/analysis/attribution/segments";
import { valuationOf } from "@/server/analysis/attribution/valuation";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
import { MICROS_PER_MINUTE, type Micros, micros } from "@/server/domain/micros";
import type { WindowSpan } from "@/server/domain/performance-window";
import type { PositionSample } from "@/server/domain/risk/risk-view";
import type { Desk } from "@/server/ports/desk-store";
import type { FillRecord, PerformanceReader } from "@/server/ports/performance-reader";
import { ATTRIBUTION_GROUPS, type AttributionAnswer, type AttributionRow } from "./performance-views";

const MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
/** More than a year of hours; a longer window is cut at midnights. */
const CUTS_MAX = 9_000;

/** A moment at which everything is known. */
type Moment = Readonly<{ at: Micros; equityAtoms: bigint }>;

/** Takes the same stretch apart once, and once more when the markouts of its last fills are all there. */
export function createAttributor(reader: PerformanceReader) {
  const kept = new Map<string, Promise<AttributionAnswer>>();
  return async (desk: Desk, window: WindowSpan, now: Micros): Promise<AttributionAnswer> => {
    const [start, end] = await Promise.all([
      startOf(reader, desk, window.from),
      reader.findWholeMinute(desk.id, window.to),
    ]);
    if (end === null || end.at <= start.at) return { attribution: null, reason: NO_MINUTE };
    const key = `${desk.id} ${start.at} ${end.at} ${now - end.at >= SETTLED_MICROS}`;
    const known = kept.get(key);
    if (known) return known;
    const answer = attributionOf(reader, desk, { start, end });
    kept.set(key, answer);
    answer.catch(() => kept.delete(key));
    for (const oldest of [...kept.keys()].slice(0, -KEPT_MAX)) kept.delete(oldest);
    return answer;
  };
}

const NO_MINUTE = "No whole minute has been recorded in this window yet: positions are kept each minute";
/** Pages ask every few seconds, and a stretch changes once a minute. */
const KEPT_MAX = 20;
/** After so long a fill's mid ten seconds later is known, as far as it ever will be. */
const SETTLED_MICROS = 15_000_000;

type Ends = Readonly<{ start: Moment; end: Moment }>;

async function attributionOf(reader: PerformanceReader, desk: Desk, { start, end }: Ends): Promise<AttributionAnswer> {
  const items = await itemsOf(reader, desk, { from: start.at, to: end.at });
  const total = summed(items);
  return {
    attribution: {
      deskId: desk.id,
      currency: currencyOf(desk),
      window: { from: start.at, to: end.at },
      openAtoms: start.equityAtoms,
      closeAtoms: end.equityAtoms,
      total,
      differenceAtoms: end.equityAtoms - start.equityAtoms - total.totalAtoms,
      groups: groupsOf(items),
    },
    reason: null,
  };
}

export const currencyOf = ({ settings }: Desk): string => {
  const [first] = settings.instruments;
  return first ? settleOf(first) : "";
};

async function startOf(reader: PerformanceReader, desk: Desk, from: Micros): Promise<Moment> {
  const sample = await reader.findWholeMinute(desk.id, from);
  return sample ?? { at: micros(0), equityAtoms: desk.settings.openingBalanceAtoms };
}

async function itemsOf(
  reader: PerformanceReader,
  desk: Desk,
  { from, to }: WindowSpan,
): Promise<readonly AttributionItem[]> {
  const specs = new Map(desk.settings.instruments.map((spec) => [spec.id, spec]));
  const span = { from, to };
  const [life, opening, fills, bookings] = await Promise.all([
    reader.findEquitySpan(desk.id),
    reader.listOwnershipFills(desk.id, from),
    reader.listFillRecords(desk.id, span),
    reader.listVenueBookings(desk.id, span),
  ]);
  const hours = hoursBetween({ from: micros(Math.max(from, life?.first.at ?? from)), to });
  const positions = await reader.listPositionsAt(desk.id, [from, ...hours, to]);
  const cuts = cutsOf(specs, positions, to);
  const { items } = attributeSegments({
    specs,
    from,
    held: heldAfter(opening.map((fill) => ({ ...fill, bookedAt: fill.knownAt }))),
    startMarks: cuts.find(({ at }) => at === from)?.marks ?? new Map(),
    cuts: cuts.filter(({ at }) => at > from),
    fills: fills.map(toAttributed),
    bookings,
  });
  return items;
}

const toAttributed = (fill: FillRecord) => ({ ...fill, bookedAt: fill.knownAt });

/** Strictly between the ends. */
function hoursBetween({ from, to }: WindowSpan): Micros[] {
  const step = (to - from) / MICROS_PER_HOUR > CUTS_MAX ? 24 * MICROS_PER_HOUR : MICROS_PER_HOUR;
  const hours: Micros[] = [];
  for (let at = (Math.floor(from / step) + 1) * step; at < to; at += step) hours.push(micros(at));
  return hours;
}

/** One for each time that has positions, and the end in any case: before anything was held there is nothing to mark. */
function cutsOf(specs: ReadonlyMap<string, InstrumentSpec>, positions: readonly PositionSample[], end: Micros): Cut[] {
  const byTime = new Map<Micros, Map<string, Valuation>>();
  for (const position of positions) {
    const marks = byTime.get(position.at) ?? new Map<string, Valuation>();
    byTime.set(position.at, marks);
    const spec = specs.get(position.instrumentId);
    const valuation = spec && valuationOf(spec, position);
    if (valuation) marks.set(position.instrumentId, valuation);
  }
  if (!byTime.has(end)) byTime.set(end, new Map());
  return [...byTime].map(([at, marks]) => ({ at, marks }));
}

const groupsOf = (items: readonly AttributionItem[]) => {
  const rows = ATTRIBUTION_GROUPS.map((group): [typeof group, AttributionRow[]] => [
    group,
    [...groupedParts(items, GROUP_KEYS[group])]
      .map(([key, sum]) => ({ key, ...sum }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  ]);
  return Object.fromEntries(rows) as Record<(typeof ATTRIBUTION_GROUPS)[number], AttributionRow[]>;
};
