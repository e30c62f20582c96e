/** What pages may ask of features: what they are, what there is of them, and how they are spread now. */
import { type Interval, intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import { micros } from "@/server/domain/micros";
import type { ModelManifest } from "@/server/domain/models/manifest";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { FeatureDefinition } from "@/server/features/feature";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import { memoryRows } from "@/server/features/sets/memory-rows";
import { FEATURE_SETS } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import type { FeatureReader } from "@/server/ports/feature-reader";
import type { MarketStore, StoredCandle } from "@/server/ports/market-store";
import type { BackfillService } from "./backfill-service";
import { columnStats, correlations } from "./column-stats";
import type { FeatureCatalog, FeatureCoverage, FeatureSetView, FeatureStats } from "./feature-views";

export type StatsInput = Readonly<{
  set: string;
  instrumentId: string;
  /** Only columns of this interval; null takes all. */
  interval: Interval | null;
}>;

export type FeatureDesk = Readonly<{
  catalog: () => FeatureCatalog;
  coverage: () => Promise<FeatureCoverage>;
  /** Asks for features or history, and takes it back; `coverage` says how far each is. */
  backfills: BackfillService;
  /** @throws AppError not_found for a set that there is not */
  stats: (input: StatsInput) => Promise<FeatureStats>;
}>;

export type FeatureDeskDeps = Readonly<{
  features: FeatureReader;
  backfills: BackfillService;
  market: Pick<MarketStore, "listCandles">;
  /** Champions and shadows of all models. */
  listLive: () => Promise<readonly ModelVersion[]>;
}>;

const BACKFILLS_SHOWN = 50;
/** Bars that the rows of now are made of, the warm-up included, and how many are asked for at once. */
const BARS_MAX = 6_000;
const PAGE_BARS = 2_000;
/** The newest rows that a distribution is taken of. */
const ROWS_MAX = 2_000;
/** A matrix of more columns is no picture any more. */
const CORRELATED_MAX = 120;

export function createFeatureDesk(deps: FeatureDeskDeps): FeatureDesk {
  return {
    catalog,
    backfills: deps.backfills,
    async coverage() {
      const { features } = deps;
      const [candles, chunks, backfills] = await Promise.all([
        features.listCandleSpans(),
        features.listChunkSpans(),
        features.listBackfills(BACKFILLS_SHOWN),
      ]);
      return { candles, chunks, backfills };
    },
    stats: (input) => statsOf(deps, input),
  };
}

function catalog(): FeatureCatalog {
  const definitions = new Map<string, FeatureDefinition>();
  for (const { columns } of FEATURE_SETS)
    for (const { definition } of columns) definitions.set(definition.name, definition);
  return { sets: FEATURE_SETS.map(viewOf), definitions: [...definitions.values()] };
}

const viewOf = ({ name, version, hash, grid, columns }: FeatureSet): FeatureSetView => ({
  name,
  version,
  hash,
  grid: grid.kind === "bar" ? grid.interval : "1s",
  columns: columns.map((column) => ({
    name: column.name,
    interval: column.interval,
    feature: column.definition.name,
  })),
});

async function statsOf(
  deps: FeatureDeskDeps,
  { set: name, instrumentId, interval }: StatsInput,
): Promise<FeatureStats> {
  const set = FEATURE_SETS.find((one) => one.name === name);
  if (set === undefined) throw new AppError("not_found", `There is no feature set ${name}`);
  const live = await deps.listLive();
  const champion =
    live.find(({ state, manifest }) => state === "champion" && manifest.featureSet.hash === set.hash) ?? null;
  const empty = {
    set: name,
    instrumentId,
    rows: 0,
    from: null,
    to: null,
    champion: champion === null ? null : { model: champion.model, version: champion.version },
    columns: [],
    correlation: null,
  };
  if (set.grid.kind !== "bar")
    return {
      ...empty,
      problem: `${name} is made each second from the live book: it is not kept as bars that could be read back.`,
    };
  const bars = await newestBars(deps.market, instrumentId, set.grid.interval);
  const sample = rowsOf(set, bars);
  if (sample.rows === 0)
    return { ...empty, problem: `There are no final ${set.grid.interval} bars of ${instrumentId} yet.` };
  const memory = memoryRows(set);
  const wanted = set.columns.flatMap(({ name: column, interval: of }, i) =>
    interval === null || of === interval ? [{ column, values: sample.column(i), memoryRows: memory[i] ?? 1 }] : [],
  );
  const manifest: ModelManifest | null = champion?.manifest ?? null;
  return {
    ...empty,
    rows: sample.rows,
    from: sample.from,
    to: sample.to,
    columns: wanted.map((one) => columnStats(one, manifest)),
    correlation: wanted.length > CORRELATED_MAX ? null : correlations(wanted.map(({ values }) => values)),
    problem: "",
  };
}

/** Final ones, oldest first. */
async function newestBars(
  market: FeatureDeskDeps["market"],
  instrumentId: string,
  interval: Interval,
): Promise<readonly StoredCandle[]> {
  let bars: readonly StoredCandle[] = [];
  for (let read = 0; read < BARS_MAX; read += PAGE_BARS) {
    const before = bars[0]?.openAt ?? null;
    const page = await market.listCandles({ instrumentId, interval, before, limit: PAGE_BARS });
    bars = [...page, ...bars];
    if (page.length < PAGE_BARS) break;
  }
  return bars.filter(({ isFinal }) => isFinal);
}

function rowsOf(set: FeatureSet, bars: readonly StoredCandle[]) {
  const stream = createBarRowStream(set);
  const width = set.columns.length;
  const skipped = Math.max(bars.length - ROWS_MAX, 0);
  const rows: Float32Array[] = [];
  bars.forEach((bar, i) => {
    const made = stream.push({
      openAt: bar.openAt,
      open: bar.openTicks,
      high: bar.highTicks,
      low: bar.lowTicks,
      close: bar.closeTicks,
      volume: bar.volumeLots,
    });
    if (made && i >= skipped) rows.push(stream.row.slice());
  });
  const first = bars[skipped];
  const last = bars.at(-1);
  const span = set.grid.kind === "bar" ? intervalMicros(set.grid.interval) : 0;
  return {
    rows: rows.length,
    from: first === undefined ? null : micros(first.openAt + span),
    to: last === undefined ? null : micros(last.openAt + span),
    column: (i: number) => Float32Array.from(rows, (row) => (i < width ? (row[i] ?? Number.NaN) : Number.NaN)),
  };
}
