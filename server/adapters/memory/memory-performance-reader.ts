/** PerformanceReader in memory: the plain meaning of what PostgreSQL does with indexes. */
import { MICROS_PER_MINUTE, type Micros } from "@/server/domain/micros";
import type { EquitySample } from "@/server/domain/portfolio";
import { assertBars, type EquityBar, type PerformanceReader } from "@/server/ports/performance-reader";
import type { DeskData } from "./desk-data";
import { venueBookings } from "./venue-bookings";

const MARKOUT_MICROS = 10_000_000;

type Within = Readonly<{ from: Micros; to: Micros }>;

export function createMemoryPerformanceReader(dataOf: (deskId: string) => DeskData): PerformanceReader {
  const samplesOf = (deskId: string): EquitySample[] => [...dataOf(deskId).equity.values()].sort((a, b) => a.at - b.at);
  return {
    async findEquitySpan(deskId) {
      const samples = samplesOf(deskId);
      const [first, last] = [samples[0], samples.at(-1)];
      return first && last ? { first, last } : null;
    },
    findEquityAt: async (deskId, at) => samplesOf(deskId).findLast((sample) => sample.at <= at) ?? null,
    findWholeMinute: async (deskId, at) =>
      samplesOf(deskId).findLast((sample) => sample.at <= at && sample.at % MICROS_PER_MINUTE === 0) ?? null,
    async listEquityBars(deskId, query) {
      assertBars(query);
      const { from, to, widthMicros } = query;
      const samples = samplesOf(deskId);
      if (widthMicros < MICROS_PER_MINUTE)
        return toBars(
          samples.filter(({ at }) => at >= from && at <= to),
          widthMicros,
        );
      // Minutes are stored whole: one that the window ends within is in it, one that it begins within is not.
      const first = Math.ceil(from / MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
      const end = Math.ceil(to / MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
      return toBars(
        samples.filter(({ at }) => at >= first && at < end),
        widthMicros,
      );
    },
    async listPositionsAt(deskId, times) {
      const wanted = new Set<number>(times);
      return [...dataOf(deskId).positionSamples.values()]
        .filter(({ at }) => wanted.has(at))
        .sort((a, b) => a.at - b.at || (a.instrumentId < b.instrumentId ? -1 : 1));
    },
    ...fillsOf(dataOf),
    listVenueBookings: async (deskId, booked) => venueBookings(dataOf(deskId), booked),
    listTripRecords: async (deskId, { from, to }) =>
      [...dataOf(deskId).trips.values()]
        .filter(({ openedAt, closedAt }) => closedAt >= from && openedAt < to)
        .sort((a, b) => a.closedAt - b.closedAt)
        .map(({ orderIds: _orders, fillIds: _fills, ...trip }) => trip),
  };
}

type Fills = "listFillRecords" | "listOwnershipFills" | "sumTraded";

function fillsOf(dataOf: (deskId: string) => DeskData): Pick<PerformanceReader, Fills> {
  const booked = (data: DeskData, { from, to }: Within) =>
    [...data.fills.values()].filter(({ knownAt }) => knownAt > from && knownAt <= to);
  const originOf = (data: DeskData, orderId: string): string => data.orders.get(orderId)?.origin ?? "unknown";
  return {
    async listFillRecords(deskId, within) {
      const data = dataOf(deskId);
      return booked(data, within).map((fill) => {
        const order = data.orders.get(fill.orderId);
        return {
          ...fill,
          origin: originOf(data, fill.orderId),
          decisionMidHalfTicks: order?.decisionMidHalfTicks ?? null,
          arrivalMidHalfTicks: order?.arrivalMidHalfTicks ?? null,
          markoutMidHalfTicks: data.markouts.get(`${fill.id} ${MARKOUT_MICROS}`)?.midHalfTicks ?? null,
        };
      });
    },
    async listOwnershipFills(deskId, at) {
      const data = dataOf(deskId);
      const flatAt = new Map<string, number>();
      for (const sample of data.positionSamples.values())
        if (sample.at <= at && sample.sizeLots === 0) flatAt.set(sample.instrumentId, sample.at);
      return booked(data, { from: Number.NEGATIVE_INFINITY as Micros, to: at })
        .filter(({ instrumentId, knownAt }) => knownAt > (flatAt.get(instrumentId) ?? Number.NEGATIVE_INFINITY))
        .map(({ instrumentId, side, sizeLots, knownAt, orderId }) => ({
          instrumentId,
          side,
          sizeLots,
          knownAt,
          origin: originOf(data, orderId),
        }));
    },
    sumTraded: async (deskId, within) =>
      booked(dataOf(deskId), within).reduce((sum, { notionalAtoms }) => sum + notionalAtoms, 0n),
  };
}

function toBars(samples: readonly EquitySample[], widthMicros: number): EquityBar[] {
  const groups = new Map<number, EquitySample[]>();
  for (const sample of samples) {
    const from = Math.floor(sample.at / widthMicros) * widthMicros;
    const group = groups.get(from);
    if (group) group.push(sample);
    else groups.set(from, [sample]);
  }
  return [...groups].flatMap(([from, group]) => {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) return [];
    const most = (isBeyond: (a: bigint, b: bigint) => boolean) =>
      group.reduce((best, one) => (isBeyond(one.equityAtoms, best.equityAtoms) ? one : best), first);
    const mark = ({ at, equityAtoms }: EquitySample) => ({ at, equityAtoms });
    const banded = group.findLast(({ at, bands }) => bands !== null && at > last.at - MICROS_PER_MINUTE);
    return {
      from: from as Micros,
      first: mark(first),
      low: mark(most((a, b) => a < b)),
      high: mark(most((a, b) => a > b)),
      last: mark(last),
      bands: banded?.bands ?? null,
    };
  });
}
