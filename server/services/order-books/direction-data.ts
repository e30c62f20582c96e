import { MICROS_PER_SECOND } from "@/server/domain/micros";
import { GRID_DEFINITIONS } from "@/server/features/grid/grid-row-stream";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import { columnOf, type Horizon, type Session, valueOf } from "./session";

/** A column that is missing in more than so much of the rows is left out. */
const MISSING_SHARE_MAX = 0.5;
const DAY_MICROS = 86_400 * MICROS_PER_SECOND;
/** Each recording's time is cut into so many blocks of one length; each is scored once. */
export const BLOCKS = 5;
/** After a scored block, rows whose windows of a minute still hold it do not teach. */
const EMBARGO_MICROS = 60 * MICROS_PER_SECOND;

export type DirectionData = Readonly<{
  data: Dataset;
  /** Per row: the block of its recording that it stands in. */
  block: Uint8Array;
  /** Per row: the recording, begin and end of which all blocks go by. */
  spans: readonly Span[];
  recording: Uint8Array;
}>;
type Span = { from: number; to: number };
type Row = Readonly<{ session: Session; index: number; row: number }>;

/** All rows whose mid moved within the horizon. */
export function directionData(sessions: readonly Session[], names: readonly string[], horizon: Horizon): DirectionData {
  const rows = sessions.flatMap((session, index) =>
    Array.from(session.ahead[horizon].sign, (sign, row) => ({ session, index, row, sign })).filter(
      ({ sign }) => !Number.isNaN(sign),
    ),
  );
  const columns = names.map(columnOf).filter((column) => {
    const missing = rows.filter(({ session, row }) => Number.isNaN(valueOf(session, row, column))).length;
    return missing <= MISSING_SHARE_MAX * rows.length;
  });
  const spans = recordingsOf(sessions);
  const at = Float64Array.from(rows, ({ session, row }) => session.at[row] ?? 0);
  const recording = Uint8Array.from(at, (time) => spans.findLastIndex(({ from }) => from <= time));
  const data: Dataset = {
    rows: rows.length,
    columns: columns.map((column) => GRID_DEFINITIONS[column]?.name ?? ""),
    x: Float32Array.from(rows.flatMap(({ session, row }) => columns.map((column) => valueOf(session, row, column)))),
    y: Float64Array.from(rows, ({ sign }) => sign),
    weight: new Float64Array(rows.length).fill(1),
    at,
    endAt: Float64Array.from(rows, ({ session, row }) => session.ahead[horizon].endAt[row] ?? 0),
    instrument: Uint16Array.from(rows, ({ index }) => index),
    runStart: runStarts(rows),
  };
  const block = Uint8Array.from(at, (time, i) => {
    const { from, to } = spans[recording[i] ?? 0] ?? { from: 0, to: 1 };
    return Math.min(BLOCKS - 1, Math.floor((BLOCKS * (time - from)) / (to - from)));
  });
  return { data, block, spans, recording };
}

/**
 * Scored are the rows of one block of every recording, at the same moments for all that were recorded together, since
 * coins move together. What trains shares no moment with it: no label that reaches into it, no row within a minute after.
 * The block after it, or the first, stops the training.
 */
export function foldOf({ data, block, spans, recording }: DirectionData, scored: number): Fold {
  const parts: Record<keyof Fold, number[]> = { train: [], valid: [], test: [] };
  const edge = (row: number, of: number) => {
    const { from, to } = spans[recording[row] ?? 0] ?? { from: 0, to: 1 };
    return from + (of * (to - from)) / BLOCKS;
  };
  const stops = (scored + 1) % BLOCKS;
  const isApart = (row: number, of: number) => {
    const [begin, end] = [edge(row, of), edge(row, of + 1)];
    return (data.endAt[row] ?? 0) < begin || (data.at[row] ?? 0) >= end + EMBARGO_MICROS;
  };
  for (let row = 0; row < data.rows; row++) {
    if (block[row] === scored) parts.test.push(row);
    else if (!isApart(row, scored)) continue;
    else if (block[row] === stops) parts.valid.push(row);
    else if (isApart(row, stops)) parts.train.push(row);
  }
  return {
    train: Uint32Array.from(parts.train),
    valid: Uint32Array.from(parts.valid),
    test: Uint32Array.from(parts.test),
  };
}

export type Fold = Readonly<{ train: RowIndex; valid: RowIndex; test: RowIndex }>;

/** What begins within a day of another's begin was recorded with it. */
function recordingsOf(sessions: readonly Session[]): Span[] {
  const spans: Span[] = [];
  for (const { at } of sessions.toSorted((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0))) {
    const [from, to] = [at[0] ?? 0, at.at(-1) ?? 0];
    const last = spans.at(-1);
    if (last && from - last.from < DAY_MICROS) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function runStarts(rows: readonly Row[]): Uint32Array {
  const starts = new Uint32Array(rows.length);
  for (let i = 1; i < rows.length; i++) {
    const [before, now] = [rows[i - 1], rows[i]];
    const goesOn =
      before !== undefined && now !== undefined && before.index === now.index && before.row + 1 === now.row;
    starts[i] = goesOn ? (starts[i - 1] ?? 0) : i;
  }
  return starts;
}
