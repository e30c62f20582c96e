/**
 * Which column is which, told by the numbers: a bar's high is never below its other prices and its low never above,
 * prices of one bar lie close together while a volume does not, and a bar opens about where the one before it closed.
 * What the numbers do not decide is refused, never guessed.
 */
import { AppError } from "@/server/domain/errors";

export const CANDLE_COLUMNS = ["ts", "open", "high", "low", "close", "volume"] as const;
export type CandleColumn = (typeof CANDLE_COLUMNS)[number];
/** Index of each column in a line. */
export type ColumnOrder = Readonly<Record<CandleColumn, number>>;

/** Share of the bars that may break the order: recorded data has a few that do, and they are left out one by one. */
const FAULTS_MAX = 0.001;
/** From so many bars on one may always break it. */
const BARS_FOR_A_FAULT = 100;
/** How much nearer the close before an open must lie in one reading than in the other. */
const CLEARLY = 2;
const ALIASES: Readonly<Record<string, CandleColumn>> = {
  ts: "ts",
  time: "ts",
  timestamp: "ts",
  timestamp_ms: "ts",
  date: "ts",
  datetime: "ts",
  open_time: "ts",
  open: "open",
  o: "open",
  high: "high",
  h: "high",
  low: "low",
  l: "low",
  close: "close",
  c: "close",
  volume: "volume",
  vol: "volume",
  v: "volume",
};

/** @param text  "ts,open,close,high,low,volume"; other names are columns to skip @throws AppError invalid */
export function namedOrder(text: string): ColumnOrder {
  const order = orderOfNames(text.split(","));
  if (order) return order;
  throw new AppError("invalid", `columns must name ${CANDLE_COLUMNS.join(", ")}, were ${text}`);
}

/** Null when the names do not say it all. */
export function orderOfNames(names: readonly string[]): ColumnOrder | null {
  const known = names.map((name) => ALIASES[name.trim().toLowerCase().replaceAll(/["\s]/g, "")]);
  const found = CANDLE_COLUMNS.map((column) => [column, known.indexOf(column)] as const);
  if (found.some(([, index]) => index < 0)) return null;
  const [ts, open, high, low, close, volume] = found.map(([, index]) => index);
  return { ts: ts ?? 0, open: open ?? 0, high: high ?? 0, low: low ?? 0, close: close ?? 0, volume: volume ?? 0 };
}

/**
 * @param rows  numbers of each line, the first its time; at least two lines of six columns
 * @throws AppError invalid that says what cannot be told apart
 */
export function detectOrder(rows: readonly (readonly number[])[]): ColumnOrder {
  const width = rows[0]?.length ?? 0;
  if (width < 6) throw new AppError("invalid", `a candle has 6 columns, the file has ${width}`);
  const prices = priceColumns(rows, width);
  const volumes = range(1, width).filter((column) => !prices.includes(column));
  const volume = volumes[0];
  if (volume === undefined || volumes.length > 1) {
    throw new AppError("invalid", `which column is the volume cannot be told: name them with --columns`);
  }
  const high = only(prices, (column) => holds(rows, prices, (bar, other) => (bar[column] ?? 0) >= (bar[other] ?? 0)));
  const low = only(prices, (column) => holds(rows, prices, (bar, other) => (bar[column] ?? 0) <= (bar[other] ?? 0)));
  if (high === null || low === null || high === low) {
    throw new AppError(
      "invalid",
      "no one column is the highest, or lowest, of every bar: name the columns with --columns",
    );
  }
  const [first, second] = prices.filter((column) => column !== high && column !== low);
  if (first === undefined || second === undefined) throw new AppError("invalid", "open and close cannot be told apart");
  const ahead = jumps(rows, { open: first, close: second });
  const behind = jumps(rows, { open: second, close: first });
  if (Math.max(ahead, behind) < CLEARLY * Math.min(ahead, behind) || ahead === behind) {
    throw new AppError("invalid", "open and close cannot be told apart: name the columns with --columns");
  }
  const [open, close] = ahead < behind ? [first, second] : [second, first];
  return { ts: 0, open, high, low, close, volume };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The four columns whose values lie closest together in the median bar. */
function priceColumns(rows: readonly (readonly number[])[], width: number): readonly number[] {
  const sample = rows.filter((_, i) => i % Math.max(1, Math.floor(rows.length / 2_000)) === 0);
  const choices = fours(range(1, width)).map((columns) => ({ columns, spread: medianSpread(sample, columns) }));
  const best = choices.sort((a, b) => a.spread - b.spread)[0];
  return best?.columns ?? [];
}

function fours(columns: readonly number[]): readonly (readonly number[])[] {
  const pick = (from: number, count: number): number[][] =>
    count === 0
      ? [[]]
      : range(from, columns.length).flatMap((i) => pick(i + 1, count - 1).map((rest) => [columns[i] ?? 0, ...rest]));
  return pick(0, 4);
}

function medianSpread(rows: readonly (readonly number[])[], columns: readonly number[]): number {
  const spreads = rows.map((row) => {
    const values = columns.map((column) => row[column] ?? Number.NaN);
    const max = Math.max(...values);
    return max > 0 ? (max - Math.min(...values)) / max : Number.POSITIVE_INFINITY;
  });
  return spreads.sort((a, b) => a - b)[Math.floor(spreads.length / 2)] ?? Number.POSITIVE_INFINITY;
}

function only(columns: readonly number[], is: (column: number) => boolean): number | null {
  const found = columns.filter(is);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function holds(
  rows: readonly (readonly number[])[],
  columns: readonly number[],
  is: (bar: readonly number[], other: number) => boolean,
): boolean {
  const faults = rows.reduce((sum, bar) => sum + (columns.every((other) => is(bar, other)) ? 0 : 1), 0);
  return faults <= Math.max(rows.length < BARS_FOR_A_FAULT ? 0 : 1, FAULTS_MAX * rows.length);
}

/** How far bars open from where the ones before closed, all together. */
function jumps(
  rows: readonly (readonly number[])[],
  { open, close }: Readonly<{ open: number; close: number }>,
): number {
  let sum = 0;
  for (let i = 1; i < rows.length; i++) sum += Math.abs((rows[i]?.[open] ?? 0) - (rows[i - 1]?.[close] ?? 0));
  return sum;
}
