/** Lines of a CSV of candles to bars, with the reading that was chosen and what was left out said in words. */
import { INTERVALS, type Interval, intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import type { StoredBar } from "@/server/ports/bar-store";
import { CANDLE_COLUMNS, type ColumnOrder, detectOrder, namedOrder, orderOfNames } from "./candle-columns";

export type ParsedCandles = Readonly<{
  interval: Interval;
  /** "s", "ms", "µs", "ns" or "text". */
  timeUnit: string;
  order: ColumnOrder;
  /** Columns as they stand, for people. */
  columns: string;
  /** Rising, one a time; prices and volume as written. */
  bars: readonly StoredBar[];
  /** Decimals that prices and volumes are written with. */
  priceDecimals: number;
  volumeDecimals: number;
  /** What was left out and why; empty when nothing was. */
  notes: readonly string[];
}>;

/** Share of the values that may have more decimals than what is chosen: sums in floats leave long tails. */
const LONG_TAILS_MAX = 0.001;
const DECIMALS_MAX = 8;
/** Of a cell that is no time; what is no CSV at all may be one long line. */
const SHOWN_MAX = 40;

/**
 * @param columns  what the columns are, or null to tell by header or numbers
 * @throws AppError invalid that names what is wrong with the file
 */
export function parseCandles(lines: readonly string[], columns: string | null): ParsedCandles {
  const filled = lines.filter((line) => line.trim() !== "");
  if (filled.length === 0) throw new AppError("invalid", "the file is empty");
  const separator = (filled[0] ?? "").includes(";") ? ";" : ",";
  const cells = filled.map((line) => line.split(separator).map((cell) => cell.trim().replaceAll('"', "")));
  const header = cells[0]?.some((cell) => /^[a-z_ ]+$/i.test(cell)) ? cells[0] : null;
  const body = header ? cells.slice(1) : cells;
  const width = body[0]?.length ?? 0;
  const whole = body.filter((row) => row.length === width && row.every((cell) => cell !== ""));
  const named = columns === null ? (header ? orderOfNames(header) : null) : namedOrder(columns);
  const timeAt = named?.ts ?? 0;
  const unit = timeUnitOf(whole.map((row) => row[timeAt] ?? ""));
  const read = whole.map((row) => row.map((cell, i) => (i === timeAt ? unit.toMicros(cell) : Number(cell))));
  const wanted = named ? Object.values(named) : read[0]?.map((_, i) => i);
  const numbers = read.filter((row) => wanted?.every((i) => Number.isFinite(row[i])));
  if (numbers.length < 2) throw new AppError("invalid", `the file holds ${numbers.length} candles that can be read`);
  const order = named ?? detectOrder(numbers);
  const { bars, notes } = toBars(numbers, order);
  if (bars.length < 2) {
    const which = [`the file holds ${bars.length} candles that can be used`, ...notes];
    throw new AppError("invalid", which.join("; "));
  }
  const dropped = body.length - numbers.length;
  return {
    interval: intervalOf(bars),
    timeUnit: unit.name,
    order,
    columns: wordsOf(order, width),
    bars,
    priceDecimals: decimalsOf(whole, [order.open, order.high, order.low, order.close]),
    volumeDecimals: decimalsOf(whole, [order.volume]),
    notes: [...(dropped > 0 ? [`${dropped} lines are cut or hold no numbers and were left out`] : []), ...notes],
  };
}

const wordsOf = (order: ColumnOrder, width: number): string =>
  Array.from({ length: width }, (_, i) => CANDLE_COLUMNS.find((column) => order[column] === i) ?? "-").join(",");

type TimeUnit = Readonly<{ name: string; toMicros: (cell: string) => number }>;

/** Told by size: all four are unambiguous between 2001 and 2286. @throws AppError invalid */
function timeUnitOf(cells: readonly string[]): TimeUnit {
  const first = cells[0] ?? "";
  const value = Number(first);
  const scaled = (name: string, factor: number): TimeUnit => ({
    name,
    toMicros: (cell) => Math.round(Number(cell) * factor),
  });
  if (first !== "" && Number.isFinite(value)) {
    if (value >= 1e9 && value < 1e10) return scaled("s", 1e6);
    if (value >= 1e12 && value < 1e13) return scaled("ms", 1e3);
    if (value >= 1e15 && value < 1e16) return scaled("µs", 1);
    if (value >= 1e18 && value < 1e19) return scaled("ns", 1e-3);
  } else if (!Number.isNaN(parseDate(first))) return { name: "text", toMicros: parseDate };
  const shown = JSON.stringify(first.length > SHOWN_MAX ? `${first.slice(0, SHOWN_MAX)}…` : first);
  throw new AppError("invalid", `${shown} is no time: seconds, ms, µs, ns or 2025-01-31T12:00:00Z are`);
}

/** UTC unless it says otherwise. */
function parseDate(text: string): number {
  const iso = text
    .trim()
    .replace(/^(\d{4})(\d\d)(\d\d)(?= |T|$)/, "$1-$2-$3")
    .replace(" ", "T")
    .replace(" UTC", "Z");
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(iso);
  return Date.parse(hasZone || !iso.includes("T") ? iso : `${iso}Z`) * 1_000;
}

function toBars(
  rows: readonly (readonly number[])[],
  order: ColumnOrder,
): Readonly<{ bars: readonly StoredBar[]; notes: readonly string[] }> {
  const byTime = new Map<number, StoredBar>();
  let broken = 0;
  let repeated = 0;
  let last = Number.NEGATIVE_INFINITY;
  let turned = 0;
  for (const row of rows) {
    const at = (column: number) => row[column] ?? Number.NaN;
    const [open, high, low, close] = [at(order.open), at(order.high), at(order.low), at(order.close)];
    const bar = { openAt: at(order.ts), open, high, low, close, volume: at(order.volume) };
    const isSound = low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && bar.volume >= 0;
    if (!isSound) broken += 1;
    if (bar.openAt < last) turned += 1;
    last = bar.openAt;
    if (!isSound) continue;
    if (byTime.has(bar.openAt)) repeated += 1;
    byTime.set(bar.openAt, bar);
  }
  const notes = [
    broken > 0
      ? `${broken} candles contradict themselves (low <= open, close <= high, nothing negative) and were left out`
      : "",
    repeated > 0 ? `${repeated} candles came twice; the last of each was taken` : "",
    turned > 0 ? `${turned} candles stood out of order` : "",
  ];
  const bars = [...byTime.values()].sort((a, b) => a.openAt - b.openAt);
  return { bars, notes: notes.filter((note) => note !== "") };
}

/** The commonest distance between bars. @throws AppError invalid when it is no interval, or bars stand off its grid */
function intervalOf(bars: readonly StoredBar[]): Interval {
  const counts = new Map<number, number>();
  for (let i = 1; i < bars.length; i++) {
    const distance = (bars[i]?.openAt ?? 0) - (bars[i - 1]?.openAt ?? 0);
    counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const [micros] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0];
  const interval = INTERVALS.find((each) => intervalMicros(each) === micros);
  if (!interval) throw new AppError("invalid", `bars ${micros / 1e6} s apart are of no interval that there is`);
  const off = bars.find(({ openAt }) => openAt % micros !== 0);
  if (off && micros <= intervalMicros("1d")) {
    throw new AppError("invalid", `the bar at ${off.openAt} µs does not begin at a multiple of ${interval}`);
  }
  return interval;
}

function decimalsOf(rows: readonly (readonly string[])[], columns: readonly number[]): number {
  const counts = Array.from({ length: DECIMALS_MAX + 2 }, () => 0);
  for (const row of rows) {
    for (const column of columns) {
      const decimals = decimalsIn(row[column] ?? "");
      counts[Math.min(decimals, DECIMALS_MAX + 1)] = (counts[Math.min(decimals, DECIMALS_MAX + 1)] ?? 0) + 1;
    }
  }
  const allowed = LONG_TAILS_MAX * rows.length * columns.length;
  let longer = counts[DECIMALS_MAX + 1] ?? 0;
  let decimals = DECIMALS_MAX;
  while (decimals > 0 && longer + (counts[decimals] ?? 0) <= allowed) {
    longer += counts[decimals] ?? 0;
    decimals -= 1;
  }
  return decimals;
}

/** "1.50" has one, "1e-8" has eight. */
function decimalsIn(text: string): number {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const fraction = (mantissa.split(".")[1] ?? "").replace(/0+$/, "");
  return Math.max(0, fraction.length - Number(exponent));
}
