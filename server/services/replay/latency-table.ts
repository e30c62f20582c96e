/** A latency table as text: rows of request, execution and answer, in µs or ns since the epoch, as hftbacktest records them. */
import type { LatencyRow } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";
import { micros } from "@/server/domain/micros";
import { assertLatencyTable } from "@/server/engine/kernel/execution-settings";

const COLUMNS = ["request", "exchange", "response"] as const;
type Column = (typeof COLUMNS)[number];
type Layout = Readonly<{ places: readonly number[]; nanos: boolean | null }>;

/** Epoch times of this century have 16 digits in µs and 19 in ns. */
const NANOS_FROM = 100_000_000_000_000_000n;

/**
 * Reads comma, semicolon or tab separated text. A header names the columns by how they begin (request,
 * exchange, response; req_ts, exch_ts, resp_ts) and may end them in _us or _ns; without one they stand in
 * this order. Nanoseconds are cut to whole µs. An exchange time of 0: the request was lost.
 *
 * @throws AppError invalid that names line, rule and value
 */
export function parseLatencyTable(text: string): readonly LatencyRow[] {
  let layout: Layout | null = null;
  const rows: LatencyRow[] = [];
  const lines: number[] = [];
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim());
    if (layout === null) {
      layout = headerOf(cells, i + 1);
      if (layout) continue;
      layout = { places: [0, 1, 2], nanos: null };
    }
    rows.push(rowOf(cells, layout, i + 1));
    lines.push(i + 1);
  }
  assertLatencyTable(rows, (row) => `latency table, line ${lines[row] ?? 0}`);
  return rows;
}

/** Null when the first line is a row of numbers already. */
function headerOf(cells: readonly string[], line: number): Layout | null {
  if (/^-?\d/.test(cells[0] ?? "")) return null;
  const places = COLUMNS.map((column) => cells.findIndex((cell) => cell.toLowerCase().startsWith(column.slice(0, 3))));
  const missing = COLUMNS[places.indexOf(-1)];
  if (missing) throw new AppError("invalid", `latency table, line ${line}: the header names no ${missing} column`);
  const unit = /_(us|ns)$/.exec((cells[places[0] ?? 0] ?? "").toLowerCase())?.[1];
  return { places, nanos: unit === undefined ? null : unit === "ns" };
}

function rowOf(cells: readonly string[], { places, nanos }: Layout, line: number): LatencyRow {
  const [request, exchange, response] = COLUMNS.map((column, i) =>
    timeOf(cells[places[i] ?? i], { column, nanos, line }),
  );
  return { requestAt: request ?? micros(0), exchangeAt: exchange ?? micros(0), responseAt: response ?? micros(0) };
}

type Place = Readonly<{ column: Column; nanos: boolean | null; line: number }>;

function timeOf(cell: string | undefined, { column, nanos, line }: Place) {
  if (cell === undefined || !/^\d{1,19}$/.test(cell)) {
    const was = cell === undefined ? "was missing" : `was ${JSON.stringify(cell)}`;
    throw new AppError("invalid", `latency table, line ${line}: ${column} must be a whole number of µs or ns, ${was}`);
  }
  const value = BigInt(cell);
  return micros(Number((nanos ?? value >= NANOS_FROM) ? value / 1_000n : value));
}
