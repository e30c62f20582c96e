/** Candles from a file into the database, as an instrument of the source "import" or of one that there is. */
import { intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import { decimalsOf } from "@/server/domain/steps";
import type { BarStore, StoredBar } from "@/server/ports/bar-store";
import type { InstrumentStore, MarketStore } from "@/server/ports/market-store";
import type { ParsedCandles } from "./parse-candles";

export const IMPORT_VENUE = "import";
/** Atoms are 10^-8 of the quote currency: a tick times a lot must be whole atoms. */
const DECIMALS_TOGETHER = 8;
/** Digits of a price that matter; some files write averages with ten, which would leave none for volumes. */
const PRICE_DIGITS = 7;
const PRICE_DECIMALS_MIN = 2;
/** Candles alone: a fee of 0.1 % each way. */
const FEE_PPM = 1_000;

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
  const ticks = Math.max(tickDecimals(parsed), known ? decimalsOf(known.tickSize) : 0);
  const lots = Math.min(
    DECIMALS_TOGETHER - ticks,
    Math.max(parsed.volumeDecimals, known ? decimalsOf(known.lotSize) : 0),
  );
  const input = {
    venueId: IMPORT_VENUE,
    symbol,
    venueSymbol: `${base}${quote}`,
    base,
    quote,
    version: 1,
    tickSize: stepOf(ticks),
    lotSize: stepOf(lots),
    minNotional: "10",
    makerFeePpm: FEE_PPM,
    takerFeePpm: FEE_PPM,
  };
  const [saved] = await instruments.saveInstruments([instrument(input)]);
  if (!saved) throw new AppError("conflict", `${id} could not be stored`);
  return saved;
}

function tickDecimals({ bars, priceDecimals }: ParsedCandles): number {
  const lowest = bars.reduce((min, { low }) => Math.min(min, low), Number.POSITIVE_INFINITY);
  const whole = Math.floor(Math.log10(lowest)) + 1;
  return Math.min(DECIMALS_TOGETHER, priceDecimals, Math.max(PRICE_DECIMALS_MIN, PRICE_DIGITS - whole));
}

const stepOf = (decimals: number): string => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);

/** High and low stay around open and close: rounding keeps order. */
function inSteps({ openAt, open, high, low, close, volume }: StoredBar, spec: InstrumentSpec): StoredBar {
  const [tick, lot] = [Number(spec.tickSize), Number(spec.lotSize)];
  const steps = (price: number) => Math.max(1, Math.round(price / tick));
  return {
    openAt,
    open: steps(open),
    high: steps(high),
    low: steps(low),
    close: steps(close),
    volume: Math.round(volume / lot),
  };
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
