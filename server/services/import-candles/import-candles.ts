/** Candles from a file into the database, as an instrument of the source "import" or of one that there is. */
import { intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import type { BarStore, StoredBar } from "@/server/ports/bar-store";
import type { InstrumentStore, MarketStore } from "@/server/ports/market-store";
import { fileInstrument, inSteps } from "./file-instrument";
import type { ParsedCandles } from "./parse-candles";

export const IMPORT_VENUE = "import";

export type ImportDeps = Readonly<{
  instruments: Pick<InstrumentStore, "findInstrument" | "saveInstruments">;
  market: Pick<MarketStore, "saveCandles">;
  bars: Pick<BarStore, "saveImported">;
}>;

export type Imported = Readonly<{ spec: InstrumentSpec; count: number; notes: readonly string[] }>;

/**
 * Idempotent: the same file twice changes nothing.
 *
 * @param target  an instrument's id, or a symbol like "BTC/USDT" for one of the source "import"
 * @throws AppError invalid for a symbol that is none
 */
export async function importCandles(deps: ImportDeps, target: string, parsed: ParsedCandles): Promise<Imported> {
  const spec = await specFor(deps, target, parsed);
  const rows = parsed.bars.map((bar) => inSteps(bar, spec));
  const rounded = parsed.bars.filter((bar, i) => isRounded(bar, rows[i] ?? bar, spec)).length;
  if (intervalMicros(parsed.interval) === intervalMicros("1m")) await saveMinutes(deps, spec, rows);
  else
    await deps.bars.saveImported(rows, {
      instrumentId: spec.id,
      instrumentVersion: spec.version,
      interval: parsed.interval,
    });
  const note = `${rounded} candles have prices between ticks of ${spec.tickSize} and were rounded`;
  return { spec, count: rows.length, notes: rounded > 0 ? [note] : [] };
}

async function specFor({ instruments }: ImportDeps, target: string, parsed: ParsedCandles): Promise<InstrumentSpec> {
  const id = target.includes(":") ? target : `${IMPORT_VENUE}:${target}`;
  const known = await instruments.findInstrument(id);
  if (known && known.venueId !== IMPORT_VENUE) return known;
  const symbol = id.slice(id.indexOf(":") + 1);
  const [base, quote] = symbol.split("/");
  if (!id.startsWith(`${IMPORT_VENUE}:`) || !base || !quote) {
    throw new AppError("invalid", `there is no instrument ${target}; a new one is named like BTC/USDT`);
  }
  const [saved] = await instruments.saveInstruments([
    fileInstrument({ venueId: IMPORT_VENUE, base, quote }, parsed, known),
  ]);
  if (!saved) throw new AppError("conflict", `${id} could not be stored`);
  return saved;
}

const isRounded = (bar: StoredBar, row: StoredBar, spec: InstrumentSpec): boolean =>
  (["open", "high", "low", "close"] as const).some(
    (name) => Math.abs(row[name] - bar[name] / Number(spec.tickSize)) > 1e-4,
  );

async function saveMinutes({ market }: ImportDeps, spec: InstrumentSpec, rows: readonly StoredBar[]): Promise<void> {
  await market.saveCandles(
    rows.map((row) => ({
      instrumentId: spec.id,
      instrumentVersion: spec.version,
      openAt: micros(row.openAt),
      openTicks: row.open,
      highTicks: row.high,
      lowTicks: row.low,
      closeTicks: row.close,
      volumeLots: row.volume,
      trades: 0,
      isFinal: true,
    })),
  );
}
