/** PerformanceReader on PostgreSQL. */
import { atoms } from "@/server/domain/atoms";
import type { FillRecord, OwnershipFill, PerformanceReader, TripRecord } from "@/server/ports/performance-reader";
import { columnsOf, selectList, toDomain } from "./columns";
import { listEquityBars } from "./equity-bars";
import type { Query } from "./pool";
import { equityColumns, fillColumns, positionSampleColumns, tripColumns } from "./tables";
import { listVenueBookings } from "./venue-bookings";

/** DOMAIN.md 2: of the four horizons the one that adverse selection is measured at. */
const MARKOUT_MICROS = 10_000_000;

export function createPerformanceReader(query: Query): PerformanceReader {
  const findSample = async (text: string, values: readonly unknown[]) => {
    const [row] = await query(text, values);
    return row ? toDomain(equityColumns, row) : null;
  };
  return {
    async findEquitySpan(deskId) {
      const [first, last] = await Promise.all([findSample(firstText, [deskId]), findSample(lastText, [deskId])]);
      return first && last ? { first, last } : null;
    },
    findEquityAt: (deskId, at) => findSample(atText, [deskId, at]),
    findWholeMinute: (deskId, at) => findSample(minuteText, [deskId, at]),
    listEquityBars: (deskId, bars) => listEquityBars(query, deskId, bars),
    async listPositionsAt(deskId, times) {
      const rows = await query(positionsText, [deskId, times]);
      return rows.map((row) => toDomain(positionSampleColumns, row));
    },
    async listFillRecords(deskId, { from, to }) {
      const rows = await query(fillsText, [deskId, from, to, MARKOUT_MICROS]);
      return rows.map((row) => toDomain(recordColumns, row));
    },
    async listOwnershipFills(deskId, at) {
      const rows = await query(ownershipText, [deskId, at]);
      return rows.map((row) => toDomain(ownershipColumns, row));
    },
    listVenueBookings: (deskId, booked) => listVenueBookings(query, deskId, booked),
    async listTripRecords(deskId, { from, to }) {
      const rows = await query(tripsText, [deskId, from, to]);
      return rows.map((row) => toDomain(tripRecordColumns, row));
    },
    async sumTraded(deskId, { from, to }) {
      const [row] = await query(tradedText, [deskId, from, to]);
      return atoms(BigInt(String(row?.["traded"] ?? 0)));
    },
  };
}

const samples = `SELECT ${selectList(equityColumns, "t")} FROM portfolio_state t WHERE t.desk_id = $1`;
const firstText = `${samples} ORDER BY t.at LIMIT 1`;
const lastText = `${samples} ORDER BY t.at DESC LIMIT 1`;
const atText = `${samples} AND t.at <= tapedeck_time($2) ORDER BY t.at DESC LIMIT 1`;
const minuteText = `${samples} AND t.at <= tapedeck_time($2) AND t.at = date_trunc('minute', t.at, 'UTC') ORDER BY t.at DESC LIMIT 1`;

/** By key: an instrument that was ever held has a position. */
const positionsText = `
  SELECT ${selectList(positionSampleColumns, "t")}
  FROM position p CROSS JOIN unnest($2::bigint[]) AS wanted (at)
    JOIN position_sample t ON t.desk_id = p.desk_id AND t.instrument_id = p.instrument_id AND t.at = tapedeck_time(wanted.at)
  WHERE p.desk_id = $1 ORDER BY t.at, t.instrument_id`;

const recordColumns = columnsOf<FillRecord>({
  ...fillColumns.kinds,
  origin: "text",
  decisionMidHalfTicks: "integer",
  arrivalMidHalfTicks: "integer",
  markoutMidHalfTicks: "integer",
});

const fillsText = `
  SELECT ${selectList(fillColumns, "f")}, o.origin, o.decision_mid_half_ticks AS "decisionMidHalfTicks",
    o.arrival_mid_half_ticks AS "arrivalMidHalfTicks", m.mid_half_ticks AS "markoutMidHalfTicks"
  FROM fill f JOIN "order" o ON o.desk_id = f.desk_id AND o.id = f.order_id
    LEFT JOIN markout m ON m.desk_id = f.desk_id AND m.fill_id = f.id AND m.horizon_micros = $4
  WHERE f.desk_id = $1 AND f.known_at > tapedeck_time($2) AND f.known_at <= tapedeck_time($3)
  ORDER BY f.number`;

const ownershipColumns = columnsOf<OwnershipFill>({
  instrumentId: "text",
  origin: "text",
  side: "text",
  sizeLots: "integer",
  knownAt: "micros",
});

/** Since each instrument was last seen flat: what came before belongs to nobody any more. */
const ownershipText = `
  SELECT f.instrument_id AS "instrumentId", o.origin, f.side, f.size_lots AS "sizeLots",
    tapedeck_micros(f.known_at) AS "knownAt"
  FROM position p
    CROSS JOIN LATERAL (SELECT coalesce((
      SELECT s.at FROM position_sample s
      WHERE s.desk_id = p.desk_id AND s.instrument_id = p.instrument_id AND s.at <= tapedeck_time($2) AND s.size_lots = 0
      ORDER BY s.at DESC LIMIT 1), '-infinity') AS flat_at) AS z
    JOIN fill f ON f.desk_id = p.desk_id AND f.instrument_id = p.instrument_id
      AND f.known_at > z.flat_at AND f.known_at <= tapedeck_time($2)
    JOIN "order" o ON o.desk_id = f.desk_id AND o.id = f.order_id
  WHERE p.desk_id = $1
  ORDER BY f.number`;

const { orderIds: _orderIds, fillIds: _fillIds, ...tripKinds } = tripColumns.kinds;
const tripRecordColumns = columnsOf<TripRecord>(tripKinds);

const tripsText = `
  SELECT ${selectList(tripRecordColumns, "t")} FROM round_trip t
  WHERE t.desk_id = $1 AND t.closed_at >= tapedeck_time($2) AND t.opened_at < tapedeck_time($3)
  ORDER BY t.closed_at, t.number`;

const tradedText = `
  SELECT coalesce(sum(f.notional_atoms), 0)::text AS traded FROM fill f
  WHERE f.desk_id = $1 AND f.known_at > tapedeck_time($2) AND f.known_at <= tapedeck_time($3)`;
