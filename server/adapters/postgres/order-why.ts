/** All that explains an order, and a trip by its orders. */
import { AppError } from "@/server/domain/errors";
import { championsFirst, MODEL_ORIGIN, type Prediction } from "@/server/domain/models/prediction";
import type { Order } from "@/server/domain/order";
import type { RoundTrip } from "@/server/domain/portfolio";
import type { Signal } from "@/server/domain/signal";
import type { OrderWhy, TripWhy } from "@/server/ports/desk-reader";
import { type Columns, selectList, toDomain } from "./columns";
import type { Notes } from "./notes";
import type { Query } from "./pool";
import * as tables from "./tables";
import { fromChunks, traceColumns } from "./trace-chunks";

export type WhyDeps = Readonly<{ query: Query; notes: Notes }>;

/** Most commits whose points of a queue trace are shown; the engine gives out a few thousand points an order. */
const CHUNKS_MAX = 20_000;

export async function getOrderWhy(deps: WhyDeps, deskId: string, orderId: string): Promise<OrderWhy> {
  const [order] = await list(deps.query, { ...orders, where: "t.id = $2" }, [deskId, orderId]);
  if (!order) throw new AppError("not_found", `Desk ${deskId} has no order ${orderId}`);
  return whyOf(deps, deskId, order);
}

export async function getTripWhy({ query, notes }: WhyDeps, deskId: string, tripId: string): Promise<TripWhy> {
  const [trip] = await list<RoundTrip>(query, { ...trips, where: "t.id = $2" }, [deskId, tripId]);
  if (!trip) throw new AppError("not_found", `Desk ${deskId} has no trip ${tripId}`);
  const found = await list(query, { ...orders, where: "t.id = ANY($2::text[])" }, [deskId, trip.orderIds]);
  const whys: OrderWhy[] = [];
  for (const order of found) whys.push(await whyOf({ query, notes }, deskId, order));
  return { trip, orders: whys, note: await notes.find(deskId, { kind: "trip", id: tripId }) };
}

async function whyOf({ query, notes }: WhyDeps, deskId: string, order: Order): Promise<OrderWhy> {
  const key = [deskId, order.id];
  const [events, fills, markouts, chunks, tripIds, signal, predictions, note] = await Promise.all([
    list(query, eventListing, key),
    list(query, fillListing, key),
    list(query, markoutListing, key),
    list(query, traceListing, key),
    query("SELECT id FROM round_trip WHERE desk_id = $1 AND order_ids @> ARRAY[$2::text] ORDER BY number LIMIT 1", key),
    findSignal(query, deskId, order),
    findPredictions(query, deskId, order),
    notes.find(deskId, { kind: "order", id: order.id }),
  ]);
  const tripId = tripIds[0] ? String(tripIds[0]["id"]) : null;
  return { order, events, fills, markouts, trace: fromChunks(chunks), signal, predictions, tripId, note };
}

/** What the strategy said of this instrument at the very time of the decision. */
async function findSignal(
  query: Query,
  deskId: string,
  { origin, instrumentId, decidedAt }: Order,
): Promise<Signal | null> {
  if (!origin.startsWith("strategy:")) return null;
  const strategy = origin.slice("strategy:".length);
  const [signal] = await list(query, signals, [deskId, strategy, instrumentId, decidedAt]);
  return signal ?? null;
}

/** What each version had last said when it was decided. */
async function findPredictions(
  query: Query,
  deskId: string,
  { origin, instrumentId, decidedAt }: Order,
): Promise<readonly Prediction[]> {
  if (origin !== MODEL_ORIGIN) return [];
  const rows = await query(predictionsText, [deskId, instrumentId, decidedAt]);
  return championsFirst(rows.map((row) => toDomain(tables.predictionColumns, row)));
}

const predictionsText = `SELECT DISTINCT ON (t.model, t.version) ${selectList(tables.predictionColumns, "t")}
  FROM prediction t
  WHERE t.desk_id = $1 AND t.instrument_id = $2 AND t.at <= tapedeck_time($3)
    AND t.asked_at > tapedeck_time($3) - interval '1 day'
  ORDER BY t.model, t.version, t.asked_at DESC`;

type Listing<T> = Readonly<{ columns: Columns<T>; table: string; where: string; order: string }>;

async function list<T>(query: Query, listing: Listing<T>, values: readonly unknown[]): Promise<readonly T[]> {
  const { columns, table, where, order } = listing;
  const rows = await query(
    `SELECT ${selectList(columns, "t")} FROM ${table} t WHERE t.desk_id = $1 AND ${where} ORDER BY ${order}`,
    values,
  );
  return rows.map((row) => toDomain(columns, row));
}

const ofOrder = "t.order_id = $2";
const orders = { columns: tables.orderColumns, table: '"order"', order: "t.number" };
const trips = { columns: tables.tripColumns, table: "round_trip", order: "t.number" };
const eventListing = { columns: tables.orderEventColumns, table: "order_event", where: ofOrder, order: "t.seq" };
const fillListing = { columns: tables.fillColumns, table: "fill", where: ofOrder, order: "t.number" };
const markoutListing = { columns: tables.markoutColumns, table: "markout", where: ofOrder, order: "t.at, t.fill_id" };
const traceListing = {
  columns: traceColumns,
  table: "fill_trace",
  where: ofOrder,
  order: `t.seq LIMIT ${CHUNKS_MAX}`,
};
const signals = {
  columns: tables.signalColumns,
  table: "signal",
  where: "t.strategy = $2 AND t.instrument_id = $3 AND t.at = tapedeck_time($4)",
  order: "t.seq DESC LIMIT 1",
};
