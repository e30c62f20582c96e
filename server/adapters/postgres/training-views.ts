/** TrainingViews on PostgreSQL, with the trainer's own login. Bars are read in pages, for a year of minutes is half a million. */
import { parseAtoms } from "@/server/domain/atoms";
import type { ContractSpec, InstrumentSpec } from "@/server/domain/instrument";
import { decodeWire } from "@/server/domain/wire";
import type { SeenBar, SeenInstrument, TrainingViews } from "@/server/ports/training-views";
import { openDatabase, type Query, type Row } from "./pool";

const MINUTE = 60_000_000;
const PAGE = 50_000;
const MIN_NOTIONAL = "10";

export function openTrainingViews(url: string): TrainingViews {
  const { query, close } = openDatabase({ url, poolMax: 1, applicationName: "tapedeck-trainer" });
  return {
    instruments: async (ids) => {
      const rows = await query(instrumentsText, [ids]);
      return rows.map(toSeen);
    },
    widths: async (id) => {
      const imported = await query(
        "SELECT DISTINCT width_micros FROM training.imported_candle WHERE instrument_id = $1 ORDER BY 1",
        [id],
      );
      const [minute] = await query("SELECT 1 AS one FROM training.candle WHERE instrument_id = $1 LIMIT 1", [id]);
      const widths = [...(minute ? [MINUTE] : []), ...imported.map((row) => Number(row["width_micros"]))];
      return [...new Set(widths)].toSorted((a, b) => a - b);
    },
    bars: (id, width) => readBars(query, id, width),
    close,
  };
}

const instrumentsText = `SELECT i.id, i.venue_id, i.symbol, i.base, i.quote, i.version, i.kind, i.basis, i.days,
    (extract(epoch FROM i.ends_at) * 1000000)::bigint AS ends_at, v.tick_size::text AS tick_size,
    v.lot_size::text AS lot_size, v.atoms_per_tick_lot::text AS atoms_per_tick_lot, v.maker_fee_ppm, v.taker_fee_ppm,
    v.contract
  FROM training.instrument i JOIN training.instrument_version v ON v.instrument_id = i.id AND v.version = i.version
  WHERE i.id = ANY($1::text[]) ORDER BY array_position($1::text[], i.id)`;

function toSeen(row: Row): SeenInstrument {
  const spec: InstrumentSpec = {
    id: String(row["id"]),
    venueId: String(row["venue_id"]),
    symbol: String(row["symbol"]),
    venueSymbol: String(row["symbol"]),
    base: String(row["base"]),
    quote: String(row["quote"]),
    version: Number(row["version"]),
    tickSize: String(row["tick_size"]),
    lotSize: String(row["lot_size"]),
    atomsPerTickLot: BigInt(String(row["atoms_per_tick_lot"])),
    minNotionalAtoms: parseAtoms(MIN_NOTIONAL),
    makerFeePpm: Number(row["maker_fee_ppm"]),
    takerFeePpm: Number(row["taker_fee_ppm"]),
    contract: typeof row["contract"] === "string" ? decodeWire<ContractSpec>(row["contract"]) : null,
  };
  return {
    spec,
    endsAt: row["ends_at"] === null ? null : Number(row["ends_at"]),
    days: Number(row["days"]),
    basis: row["basis"] as SeenInstrument["basis"], // a CHECK of the table
    kind: row["kind"] as SeenInstrument["kind"],
  };
}

/** Both kinds of bars, told apart by their width: minutes of the venue first, then those that somebody brought. */
const barsText = `WITH seen AS (
    SELECT open_at, instrument_version, open_ticks, high_ticks, low_ticks, close_ticks, volume_lots, 1 AS rank
    FROM training.candle WHERE instrument_id = $1 AND $2::bigint = ${MINUTE} AND open_at > $3::timestamptz
    UNION ALL
    SELECT open_at, instrument_version, open_ticks, high_ticks, low_ticks, close_ticks, volume_lots, 2
    FROM training.imported_candle WHERE instrument_id = $1 AND width_micros = $2 AND open_at > $3::timestamptz)
  SELECT DISTINCT ON (s.open_at) s.open_at::text AS at, (extract(epoch FROM s.open_at) * 1000000)::bigint AS open_at,
    s.open_ticks, s.high_ticks, s.low_ticks, s.close_ticks, s.volume_lots,
    (v.tick_size / n.tick_size)::float8 AS tick_ratio, (v.lot_size / n.lot_size)::float8 AS lot_ratio
  FROM seen s
    JOIN training.instrument i ON i.id = $1
    JOIN training.instrument_version n ON n.instrument_id = i.id AND n.version = i.version
    JOIN training.instrument_version v ON v.instrument_id = i.id AND v.version = s.instrument_version
  ORDER BY s.open_at, s.rank LIMIT ${PAGE}`;

async function readBars(query: Query, instrumentId: string, width: number): Promise<SeenBar[]> {
  const bars: SeenBar[] = [];
  let after = "-infinity";
  for (;;) {
    const rows = await query(barsText, [instrumentId, width, after]);
    for (const row of rows) bars.push(toBar(row));
    if (rows.length < PAGE) return bars;
    after = String(rows.at(-1)?.["at"]);
  }
}

/** Ticks of another version of the instrument become present ones, rounded. */
function toBar(row: Row): SeenBar {
  const [ticks, lots] = [Number(row["tick_ratio"]), Number(row["lot_ratio"])];
  const price = (name: string) => Math.round(Number(row[name]) * ticks);
  return {
    openAt: Number(row["open_at"]),
    open: price("open_ticks"),
    high: price("high_ticks"),
    low: price("low_ticks"),
    close: price("close_ticks"),
    volume: Math.round(Number(row["volume_lots"]) * lots),
  };
}
