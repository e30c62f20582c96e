import { AppError } from "@/server/domain/errors";
import { championsFirst, MODEL_ORIGIN, type Prediction } from "@/server/domain/models/prediction";
import type { Order } from "@/server/domain/order";
import type { EquitySample } from "@/server/domain/portfolio";
import type { Clock } from "@/server/ports/clock";
import type {
  DeskReader,
  JournalNote,
  OrderFilter,
  OrderWhy,
  Page,
  PageQuery,
  TripFilter,
} from "@/server/ports/desk-reader";
import { type DeskRecord, emptyData } from "./desk-data";
import { type DeskRecords, recordOf } from "./memory-desk-store";
import { createMemoryPerformanceReader } from "./memory-performance-reader";

const LIMIT_MAX = 500;
const POINTS_MAX = 5_000;

export function createMemoryDeskReader(records: DeskRecords, clock: Clock): DeskReader {
  const dataOf = (deskId: string): DeskRecord["data"] | undefined => records.get(deskId)?.data;
  return {
    ...pagesOf(records),
    ...riskPages(records),
    ...createMemoryPerformanceReader((deskId) => dataOf(deskId) ?? emptyData()),
    getOrderWhy: async (deskId, orderId) => whyOf(records.get(deskId), deskId, orderId),
    async getTripWhy(deskId, tripId) {
      const record = records.get(deskId);
      const trip = record?.data.trips.get(tripId);
      if (!record || !trip) throw new AppError("not_found", `Desk ${deskId} has no trip ${tripId}`);
      const ids = trip.orderIds.filter((id) => record.data.orders.has(id)).sort((a, b) => numberOf(a) - numberOf(b));
      const orders = ids.map((id) => whyOf(record, deskId, id));
      return { trip, orders, note: record.notes.get(`trip ${tripId}`) ?? null };
    },
    listEquity: async (deskId, range) => thinned([...(dataOf(deskId)?.equity.values() ?? [])], range),
    listPositions: async (deskId) =>
      [...(dataOf(deskId)?.positions.values() ?? [])].sort((a, b) => (a.instrumentId < b.instrumentId ? -1 : 1)),
    listPositionSamples: async (deskId, { from, to }) =>
      [...(dataOf(deskId)?.positionSamples.values() ?? [])]
        .filter(({ at }) => at >= from && at < to)
        .sort((a, b) => a.at - b.at || (a.instrumentId < b.instrumentId ? -1 : 1)),
    async latestFacts(deskId) {
      const applied = [...(dataOf(deskId)?.commands.values() ?? [])].filter(({ outcome }) => outcome?.accepted);
      const last = applied.findLast(({ body }) => body.kind === "marketFacts")?.body;
      return last?.kind === "marketFacts" ? last.facts : null;
    },
    async listTags(deskId) {
      const counts = new Map<string, number>();
      for (const { tags } of records.get(deskId)?.notes.values() ?? []) {
        for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      }
      return [...counts]
        .map(([tag, count]) => ({ tag, count }))
        .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1));
    },
    async saveNote(deskId, note) {
      const record = recordOf(records, deskId);
      const { kind, id } = note.subject;
      const subjects: ReadonlyMap<string, unknown> = kind === "order" ? record.data.orders : record.data.trips;
      if (!subjects.has(id)) throw new AppError("not_found", `Desk ${deskId} has no ${kind} ${id}`);
      const saved: JournalNote = { ...note, updatedAt: clock.nowMicros() };
      record.notes.set(`${kind} ${id}`, saved);
      return saved;
    },
  };
}

const numberOf = (id: string): number => Number(/\d+$/.exec(id)?.[0]);

type Pages = "listParents" | "listOrders" | "listTrips" | "listFills" | "listSignals";
type RiskPages = "listRiskEvents" | "listRiskSettings" | "listBreakerEvents";

const rowsIn =
  (records: DeskRecords) =>
  <T>(deskId: string, pick: (data: DeskRecord["data"]) => Iterable<T>): T[] => {
    const data = records.get(deskId)?.data;
    return data ? [...pick(data)] : [];
  };

function pagesOf(records: DeskRecords): Pick<DeskReader, Pages> {
  const rows = rowsIn(records);
  const noted = <T extends { id: string }>(deskId: string, kind: "order" | "trip", row: T) => {
    const note = records.get(deskId)?.notes.get(`${kind} ${row.id}`);
    return { ...row, tags: note?.tags ?? [], hasNote: (note?.text ?? "") !== "" };
  };
  const byNumber = ({ id }: { id: string }): number => numberOf(id);
  return {
    async listOrders(query) {
      const { filter, deskId } = query;
      const all = rows(deskId, (data) => data.orders.values()).map((order) => noted(deskId, "order", order));
      const kept = all.filter(
        (order) =>
          passes(filter, order) &&
          isWithin(filter, order.decidedAt) &&
          (filter.states?.includes(order.state) ?? true) &&
          (filter.parentId ?? order.parentId) === order.parentId,
      );
      return page(kept, byNumber, query);
    },
    async listTrips(query) {
      const { filter, deskId } = query;
      const all = rows(deskId, (data) => data.trips.values()).map((trip) => ({
        ...noted(deskId, "trip", trip),
        opened: records.get(deskId)?.data.orders.get(trip.orderIds[0] ?? "")?.side ?? null,
      }));
      return page(
        all.filter((trip) => passes(filter, trip) && isWithin(filter, trip.closedAt)),
        byNumber,
        query,
      );
    },
    async listFills(query) {
      const { instrumentId, from } = query;
      const kept = rows(query.deskId, (data) => data.fills.values()).filter(
        (fill) => (instrumentId ?? fill.instrumentId) === fill.instrumentId && fill.at >= (from ?? fill.at),
      );
      return page(kept, byNumber, query);
    },
    listParents: async (query) =>
      page(
        rows(query.deskId, (data) => data.parents.values()),
        byNumber,
        query,
      ),
    listSignals: async (query) =>
      page(
        rows(query.deskId, (data) => data.signals.values()),
        ({ seq }) => seq,
        query,
      ),
  };
}

function riskPages(records: DeskRecords): Pick<DeskReader, RiskPages> {
  const rows = rowsIn(records);
  const who = (deskId: string, commandId: string): string | null =>
    records.get(deskId)?.data.commands.get(commandId)?.who ?? null;
  return {
    listRiskEvents: async (query) =>
      page(
        rows(query.deskId, (data) => data.risk.values()).map((event) => ({
          ...event,
          who: who(query.deskId, event.cause),
        })),
        ({ seq }) => seq,
        query,
      ),
    listRiskSettings: async (query) =>
      page(
        rows(query.deskId, (data) => data.riskSettings.values()).map((change) => ({
          ...change,
          who: who(query.deskId, change.commandId ?? ""),
        })),
        ({ version }) => version,
        query,
      ),
    listBreakerEvents: async (query) =>
      page(
        rows(query.deskId, (data) => data.breakers.values()),
        ({ seq }) => seq,
        query,
      ),
  };
}

type Subject = Readonly<{ instrumentId: string; origin: string; tags: readonly string[] }>;

const passes = (filter: TripFilter, row: Subject): boolean =>
  (filter.instrumentId ?? row.instrumentId) === row.instrumentId &&
  (filter.origin ?? row.origin) === row.origin &&
  (filter.tag === null || row.tags.includes(filter.tag));

const isWithin = ({ from, to }: Pick<OrderFilter, "from" | "to">, at: number): boolean =>
  (from === null || at >= from) && (to === null || at < to);

function page<T>(rows: readonly T[], key: (row: T) => number, { cursor, limit }: PageQuery): Page<T> {
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new AppError("invalid", `limit must be a whole number from 1 to ${LIMIT_MAX}, was ${limit}`);
  }
  if (cursor !== null && !/^\d{1,15}$/.test(cursor)) {
    throw new AppError("invalid", `a cursor must be one that was handed out, was ${JSON.stringify(cursor)}`);
  }
  const rest = rows.filter((row) => cursor === null || key(row) < Number(cursor)).sort((a, b) => key(b) - key(a));
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rest.length > limit && last ? String(key(last)) : null };
}

function whyOf(record: DeskRecord | undefined, deskId: string, orderId: string): OrderWhy {
  const order = record?.data.orders.get(orderId);
  if (!record || !order) throw new AppError("not_found", `Desk ${deskId} has no order ${orderId}`);
  const { data } = record;
  const ofOrder = <T extends { orderId: string }>(rows: Iterable<T>): T[] =>
    [...rows].filter((row) => row.orderId === orderId);
  return {
    order,
    events: ofOrder(data.events.values()).sort((a, b) => a.seq - b.seq),
    fills: ofOrder(data.fills.values()).sort((a, b) => numberOf(a.id) - numberOf(b.id)),
    markouts: ofOrder(data.markouts.values()).sort((a, b) => a.at - b.at || (a.fillId < b.fillId ? -1 : 1)),
    trace: ofOrder(data.traces).map(({ point }) => point),
    signal: signalOf(data, order),
    predictions: predictionsOf(data, order),
    tripId: [...data.trips.values()].find(({ orderIds }) => orderIds.includes(orderId))?.id ?? null,
    note: record.notes.get(`order ${orderId}`) ?? null,
  };
}

function predictionsOf(data: DeskRecord["data"], { origin, instrumentId, decidedAt }: Order): readonly Prediction[] {
  if (origin !== MODEL_ORIGIN) return [];
  const known = [...data.predictions.values()]
    .filter((said) => said.instrumentId === instrumentId && said.at <= decidedAt)
    .filter(({ askedAt }) => askedAt > decidedAt - DAY_MICROS)
    .toSorted((a, b) => a.askedAt - b.askedAt);
  return championsFirst([...new Map(known.map((said) => [`${said.model}/${said.version}`, said])).values()]);
}

const DAY_MICROS = 86_400_000_000;

const signalOf = (data: DeskRecord["data"], { origin, instrumentId, decidedAt }: Order): OrderWhy["signal"] =>
  [...data.signals.values()].findLast(
    (signal) =>
      origin === `strategy:${signal.strategy}` && signal.instrumentId === instrumentId && signal.at === decidedAt,
  ) ?? null;

type Range = Parameters<DeskReader["listEquity"]>[1];

function thinned(samples: readonly EquitySample[], { from, points }: Range): readonly EquitySample[] {
  if (!Number.isInteger(points) || points < 2 || points > POINTS_MAX) {
    throw new AppError("invalid", `points must be a whole number from 2 to ${POINTS_MAX}, was ${points}`);
  }
  const rows = samples.filter(({ at }) => from === null || at >= from).sort((a, b) => a.at - b.at);
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || rows.length <= points) return rows;
  const wanted = Array.from({ length: points }, (_, i) =>
    i === points - 1 ? last.at : Math.round(first.at + ((last.at - first.at) * i) / (points - 1)),
  );
  return [...new Set(wanted.map((at) => rows.find((row) => row.at >= at) ?? last))];
}
