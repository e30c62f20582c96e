/**
 * From bars to what models are fitted on: a row of features at each bar's end with its label. All rows stay, those
 * without a label too, for windows over the past and for backtests, which know no labels.
 */
import { createHash } from "node:crypto";
import { intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { LabelSpec } from "@/server/domain/models/label";
import type { TrainingFacts } from "@/server/domain/models/manifest";
import type { Bar } from "@/server/features/bars/bar";
import { labelsOfBars, withQuietBars } from "@/server/features/labels/bar-labels";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { InstrumentHistory } from "./training-source";

export type Sample = Readonly<{
  data: Dataset;
  set: FeatureSet;
  /** Width of a bar, µs. */
  gridMicros: number;
  instruments: readonly Readonly<{
    spec: InstrumentSpec;
    /** Quiet bars filled in; bar i is row `firstRow + i`. */
    bars: readonly Bar[];
    firstRow: number;
  }>[];
  lineage: TrainingFacts["data"];
  /** What could be seen ended here, µs. */
  quarantineFrom: number;
}>;

/** 1 GiB of float32. */
const VALUES_MAX = 2 ** 28;

type SampleInput = Readonly<{
  set: FeatureSet;
  label: LabelSpec;
  histories: readonly InstrumentHistory[];
  quarantineFrom: number;
}>;

/** @throws AppError limit_exceeded when the rows would not fit into memory; invalid when the set is of another grid */
export function buildSample({ set, label, histories, quarantineFrom }: SampleInput): Sample {
  if (set.grid.kind !== "bar") throw new AppError("invalid", `${set.name} is not made at bar ends`);
  const gridMicros = intervalMicros(set.grid.interval);
  const filled = histories.map((history) => ({ ...history, bars: withQuietBars(history.bars, gridMicros) }));
  const rows = filled.reduce((sum, { bars }) => sum + bars.length, 0);
  if (rows * set.columns.length > VALUES_MAX) {
    const facts = `${rows.toLocaleString("en")} rows of ${set.columns.length} features`;
    throw new AppError(
      "limit_exceeded",
      `${facts} are more than fit into memory: take a shorter history or fewer instruments`,
    );
  }
  const data = emptyDataset(rows, set);
  let firstRow = 0;
  const instruments = filled.map((history, instrument) => {
    const place = { data, firstRow, instrument };
    fillRows(place, history, set);
    fillLabels(place, { bars: history.bars, gridMicros, label });
    firstRow += history.bars.length;
    return { spec: history.spec, bars: history.bars, firstRow: place.firstRow };
  });
  return { data, set, gridMicros, instruments, lineage: histories.map(lineageOf), quarantineFrom };
}

/** Rows that have a label, of any others. */
export const labelled = ({ y }: Dataset, rows: RowIndex): RowIndex => rows.filter((row) => !Number.isNaN(y[row]));

function emptyDataset(rows: number, set: FeatureSet): Dataset {
  return {
    rows,
    columns: set.columns.map(({ name }) => name),
    x: new Float32Array(rows * set.columns.length),
    y: new Float64Array(rows),
    weight: new Float64Array(rows).fill(1),
    at: new Float64Array(rows),
    endAt: new Float64Array(rows),
    instrument: new Uint16Array(rows),
    runStart: new Uint32Array(rows),
  };
}

type Place = Readonly<{ data: Dataset; firstRow: number; instrument: number }>;

function fillRows({ data, firstRow, instrument }: Place, { bars, funding }: InstrumentHistory, set: FeatureSet): void {
  const stream = createBarRowStream(set);
  const width = set.columns.length;
  let nextRate = 0;
  let runStart = firstRow;
  for (const [i, bar] of bars.entries()) {
    for (let rate = funding[nextRate]; rate && rate.at <= bar.openAt; rate = funding[++nextRate])
      stream.funding(rate.at, rate.ratePpm);
    const before = bars[i - 1];
    const row = firstRow + i;
    stream.push(bar);
    const at = stream.at();
    if (before && bar.openAt - before.openAt !== at - bar.openAt) runStart = row;
    data.x.set(stream.row, row * width);
    data.at[row] = at;
    data.instrument[row] = instrument;
    data.runStart[row] = runStart;
  }
}

type Labelling = Readonly<{ bars: readonly Bar[]; gridMicros: number; label: LabelSpec }>;

function fillLabels({ data, firstRow }: Place, { bars, gridMicros, label }: Labelling): void {
  const { y, endAt } = labelsOfBars(label, bars, gridMicros);
  data.y.set(y, firstRow);
  data.endAt.set(endAt, firstRow);
}

/** What was read, as read: six float64 a bar. */
function lineageOf({ spec, bars }: InstrumentHistory): TrainingFacts["data"][number] {
  const numbers = new Float64Array(bars.length * 6);
  bars.forEach(({ openAt, open, high, low, close, volume }, i) =>
    numbers.set([openAt, open, high, low, close, volume], i * 6),
  );
  return {
    instrumentId: spec.id,
    sha256: createHash("sha256").update(new Uint8Array(numbers.buffer)).digest("hex"),
    from: bars[0]?.openAt ?? 0,
    to: bars.at(-1)?.openAt ?? 0,
    rows: bars.length,
  };
}
