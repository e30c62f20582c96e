/** InstrumentStore on PostgreSQL. Sizes are NUMERIC and come back as the text they were given in. */
import { atoms } from "@/server/domain/atoms";
import type { ContractSpec, InstrumentSpec } from "@/server/domain/instrument";
import type { MarketSource, SourceKind } from "@/server/domain/source";
import { decodeWire, encodeWire } from "@/server/domain/wire";
import type { InstrumentStore } from "@/server/ports/market-store";
import type { Venue } from "./generated/client";
import { toJson, toStorable } from "./json";
import type { Database, Query, Row } from "./pool";
import type { Rows } from "./prisma";

export function createInstrumentStore({
  database,
  rows,
}: Readonly<{ database: Database; rows: Rows }>): InstrumentStore {
  const { query, transaction } = database;
  return {
    async saveSource({ venueId, kind, label, reason, speed, session }) {
      const data = { kind, label: toStorable(label), reason: toStorable(reason), speed, session, savedAt: new Date() };
      await rows.with((client) =>
        client.venue.upsert({ where: { id: venueId }, create: { id: venueId, ...data }, update: data }),
      );
    },
    async findSource() {
      const row = await rows.with((client) => client.venue.findFirst({ orderBy: { savedAt: "desc" } }));
      return row ? toSource(row) : null;
    },
    saveInstruments: (specs) => transaction((tx) => saveInstruments(tx, specs)),
    async listInstruments(venueId) {
      const found = await query(`${selectSpecs} WHERE i.venue_id = $1 ORDER BY i.id`, [venueId]);
      return found.map(toSpec);
    },
    async findInstrument(instrumentId) {
      const [row] = await query(`${selectSpecs} WHERE i.id = $1`, [instrumentId]);
      return row ? toSpec(row) : null;
    },
  };
}

const toSource = (row: Venue): MarketSource => ({
  kind: row.kind as SourceKind, // a CHECK of the table
  venueId: row.id,
  label: row.label,
  reason: row.reason,
  speed: row.speed,
  session: row.session,
});

/**
 * Two savers of one instrument wait for each other at its row. A version is made only when something
 * that gives numbers their meaning differs, compared as numbers: "0.010" is the tick size "0.01".
 */
async function saveInstruments(query: Query, specs: readonly InstrumentSpec[]): Promise<readonly InstrumentSpec[]> {
  // In one order for everyone, or two savers could wait for each other for ever.
  const ordered = [...new Map(specs.map((spec) => [spec.id, spec])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = toJson(ordered.map((spec) => ({ ...spec, contract: spec.contract && encodeWire(spec.contract) })));
  await query(saveNamesText, [rows]);
  await query(addVersionsText, [rows]);
  const saved = await query(`${selectSpecs} WHERE i.id = ANY($1::text[])`, [specs.map(({ id }) => id)]);
  const byId = new Map(saved.map((row) => [String(row["id"]), toSpec(row)]));
  return specs.map((spec) => byId.get(spec.id) ?? spec);
}

const records = `jsonb_to_recordset($1::jsonb) AS r(id text, "venueId" text, symbol text, "venueSymbol" text, base text,
  quote text, "tickSize" numeric, "lotSize" numeric, "atomsPerTickLot" numeric, "minNotionalAtoms" numeric,
  "makerFeePpm" integer, "takerFeePpm" integer, contract text)`;

const saveNamesText = `INSERT INTO instrument (id, venue_id, symbol, venue_symbol, base, quote, version)
  SELECT id, "venueId", symbol, "venueSymbol", base, quote, 1 FROM ${records} ORDER BY id
  ON CONFLICT (id) DO UPDATE SET venue_symbol = excluded.venue_symbol`;

const addVersionsText = `WITH added AS (
    INSERT INTO instrument_version (instrument_id, version, tick_size, lot_size, atoms_per_tick_lot, min_notional_atoms,
      maker_fee_ppm, taker_fee_ppm, contract)
    SELECT r.id, coalesce(v.version, 0) + 1, r."tickSize", r."lotSize", r."atomsPerTickLot", r."minNotionalAtoms",
      r."makerFeePpm", r."takerFeePpm", r.contract
    FROM ${records} JOIN instrument i USING (id)
      LEFT JOIN instrument_version v ON v.instrument_id = i.id AND v.version = i.version
    WHERE v.version IS NULL
      OR (v.tick_size, v.lot_size, v.atoms_per_tick_lot, v.min_notional_atoms, v.maker_fee_ppm, v.taker_fee_ppm,
        v.contract) IS DISTINCT FROM
        (r."tickSize", r."lotSize", r."atomsPerTickLot", r."minNotionalAtoms", r."makerFeePpm", r."takerFeePpm",
        r.contract)
    RETURNING instrument_id, version)
  UPDATE instrument SET version = added.version FROM added WHERE instrument.id = added.instrument_id`;

const selectSpecs = `SELECT i.id, i.venue_id, i.symbol, i.venue_symbol, i.base, i.quote, i.version,
    v.tick_size::text AS tick_size, v.lot_size::text AS lot_size, v.atoms_per_tick_lot::text AS atoms_per_tick_lot,
    v.min_notional_atoms::text AS min_notional_atoms, v.maker_fee_ppm, v.taker_fee_ppm, v.contract
  FROM instrument i JOIN instrument_version v ON v.instrument_id = i.id AND v.version = i.version`;

const toSpec = (row: Row): InstrumentSpec => ({
  id: String(row["id"]),
  venueId: String(row["venue_id"]),
  symbol: String(row["symbol"]),
  venueSymbol: String(row["venue_symbol"]),
  base: String(row["base"]),
  quote: String(row["quote"]),
  version: Number(row["version"]),
  tickSize: String(row["tick_size"]),
  lotSize: String(row["lot_size"]),
  atomsPerTickLot: BigInt(String(row["atoms_per_tick_lot"])),
  minNotionalAtoms: atoms(BigInt(String(row["min_notional_atoms"]))),
  makerFeePpm: Number(row["maker_fee_ppm"]),
  takerFeePpm: Number(row["taker_fee_ppm"]),
  contract: typeof row["contract"] === "string" ? decodeWire<ContractSpec>(row["contract"]) : null,
});
