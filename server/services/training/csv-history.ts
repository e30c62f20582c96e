/**
 * Candles out of a CSV file, for runs without a database. The columns are found by what the numbers are: a time in
 * seconds, milliseconds or microseconds, then open, high, low, close, or open, close, high, low.
 */
import { AppError } from "@/server/domain/errors";
import { instrument } from "@/server/domain/instrument";
import type { Bar } from "@/server/features/bars/bar";
import type { InstrumentHistory } from "./training-source";

type CsvFile = Readonly<{ name: string; text: string }>;

/** Columns after the time, by their place in a row. */
const ORDERS = {
  "open, high, low, close, volume": { open: 1, high: 2, low: 3, close: 4, volume: 5 },
  "open, close, high, low, volume": { open: 1, close: 2, high: 3, low: 4, volume: 5 },
} as const;
type Order = keyof typeof ORDERS;

/** Decimals of a price beyond this are noise of a float. */
const DECIMALS_MAX = 8;

/** One instrument; files of the same one follow each other. @throws AppError invalid that names file, line and rule */
export function readCsvHistory(
  symbol: string,
  files: readonly CsvFile[],
): InstrumentHistory & Readonly<{ order: Order }> {
  const rows = files.flatMap(rowsOf).toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  if (rows.length < 2)
    throw new AppError("invalid", `${symbol}: the files hold ${rows.length} candles, at least 2 are needed`);
  const order = orderOf(symbol, rows);
  const at = ORDERS[order];
  const micros = unitOf(rows[0]?.[0] ?? 0);
  const decimals = decimalsOf(rows.map((row) => row[at.close] ?? 0));
  const [tick, lot] = [
    10 ** decimals,
    10 **
      Math.min(
        lotDecimals(
          rows.map((row) => row[at.volume] ?? 0),
          rows.at(-1)?.[at.close] ?? 1,
        ),
        // A tick of a lot is at least an atom.
        DECIMALS_MAX - decimals,
      ),
  ];
  const bars: Bar[] = [];
  for (const row of rows) {
    const openAt = (row[0] ?? 0) * micros;
    const price = (column: number) => Math.round((row[column] ?? 0) * tick);
    if (openAt === bars.at(-1)?.openAt) continue;
    bars.push({
      openAt,
      open: price(at.open),
      high: price(at.high),
      low: price(at.low),
      close: price(at.close),
      volume: Math.round((row[at.volume] ?? 0) * lot),
    });
  }
  return { spec: specOf(symbol, decimals, Math.round(Math.log10(lot))), bars, funding: [], order };
}

/** The commonest step between two candles, µs. */
export function gridOf(bars: readonly Bar[]): number {
  const steps = new Map<number, number>();
  bars.forEach((bar, i) => {
    const step = bar.openAt - (bars[i - 1]?.openAt ?? bar.openAt);
    if (step > 0) steps.set(step, (steps.get(step) ?? 0) + 1);
  });
  return [...steps].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

function rowsOf({ name, text }: CsvFile): number[][] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const hasHead = Number.isNaN(Number(lines[0]?.split(",")[0]));
  return lines.slice(hasHead ? 1 : 0).map((line, i) => {
    const row = line.split(",").map(Number);
    if (row.length < 6 || row.slice(0, 6).some((value) => !Number.isFinite(value)))
      throw new AppError(
        "invalid",
        `${name}, line ${i + (hasHead ? 2 : 1)}: a candle has a time and five numbers, was ${line.slice(0, 80)}`,
      );
    return row;
  });
}

/** The order in which every high is the highest and every low the lowest. */
function orderOf(symbol: string, rows: readonly (readonly number[])[]): Order {
  for (const [order, at] of Object.entries(ORDERS)) {
    const wrong = rows.filter((row) => {
      const [open, high, low, close] = [at.open, at.high, at.low, at.close].map((column) => row[column] ?? 0);
      return !(
        high !== undefined &&
        low !== undefined &&
        high >= Math.max(open ?? 0, close ?? 0) &&
        low <= Math.min(open ?? 0, close ?? 0)
      );
    });
    if (wrong.length === 0) return order as Order;
  }
  throw new AppError(
    "invalid",
    `${symbol}: no order of columns makes every high the highest and every low the lowest; known are ${Object.keys(ORDERS).join(" and ")}`,
  );
}

/** µs of the time's unit, by its size: seconds have ten digits, milliseconds thirteen. */
const unitOf = (time: number): number => (time < 1e11 ? 1e6 : time < 1e14 ? 1e3 : 1);

/** The fewest decimals that all of a sample of prices are whole in. */
function decimalsOf(prices: readonly number[]): number {
  const every = Math.max(1, Math.floor(prices.length / 2_000));
  const sample = prices.filter((_, i) => i % every === 0);
  for (let decimals = 0; decimals < DECIMALS_MAX; decimals++) {
    const step = 10 ** decimals;
    if (sample.every((price) => Math.abs(price * step - Math.round(price * step)) < 1e-6 * step)) return decimals;
  }
  return DECIMALS_MAX;
}

/**
 * Small enough that the median volume is some ten thousand lots, so that a twentieth of a bar can be parted, and that a
 * lot is worth about a tenth of a quote unit at most, so that no size is too small for one.
 */
function lotDecimals(volumes: readonly number[], price: number): number {
  const sorted = volumes.filter((volume) => volume > 0).toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 1;
  const wished = Math.max(Math.ceil(4 - Math.log10(median)), Math.ceil(1 + Math.log10(price)));
  return Math.min(Math.max(wished, 0), DECIMALS_MAX);
}

function specOf(symbol: string, decimals: number, lotPlaces: number) {
  const [base = symbol, quote = "USDT"] = symbol.split("/");
  return instrument({
    venueId: "csv",
    symbol: `${base}/${quote}`,
    venueSymbol: `${base}${quote}`,
    base,
    quote,
    version: 1,
    tickSize: (10 ** -decimals).toFixed(decimals),
    lotSize: (10 ** -lotPlaces).toFixed(lotPlaces),
    minNotional: "10",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
  });
}
