/** Looks at each live version: the newest week of its features, and what it said and what came. */
import { setImmediate as breathe } from "node:timers/promises";
import { intervalMicros } from "@/server/domain/candle";
import type { DriftReport } from "@/server/domain/models/drift";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import { memoryRows } from "@/server/features/sets/memory-rows";
import { historyMicrosOf } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import type { Bus } from "@/server/ports/bus";
import type { MarketStore } from "@/server/ports/market-store";
import type { ModelStore } from "@/server/ports/model-store";
import type { PredictionStore } from "@/server/ports/prediction-store";
import { announceModel } from "./announce";
import { driftOf } from "./drift";
import { finalBars } from "./final-bars";

export type WatchDriftDeps = Readonly<{
  models: Pick<ModelStore, "listLive" | "saveDrift">;
  predictions: PredictionStore;
  market: Pick<MarketStore, "listCandles" | "lastCandleAt">;
  findFeatureSet: (name: string) => FeatureSet | null;
  bus: Bus;
}>;

const WEEK_MICROS = 7 * 86_400_000_000;
const PREDICTIONS_MAX = 5_000;
/** Outcomes are kept so long after they were scored. */
const KEPT_MICROS = 90 * 86_400_000_000;
/** The thread that this runs in keeps leases: it must come to its timers. */
const BARS_AT_ONCE = 200;
const MINUTE_MICROS = 60_000_000;

/** @returns the reports, which are stored */
export async function watchDrift(deps: WatchDriftDeps, now: number): Promise<readonly DriftReport[]> {
  const reports: DriftReport[] = [];
  for (const version of await deps.models.listLive()) {
    const { model, version: number } = version;
    const predictions = await deps.predictions.list({
      model,
      version: number,
      from: 0,
      limit: PREDICTIONS_MAX,
      scored: false,
    });
    const columns = await newestRows(deps, version);
    const set = deps.findFeatureSet(version.manifest.featureSet.name);
    const report = driftOf({ version, at: now, columns, memoryRows: set ? memoryRows(set) : [], predictions });
    await deps.models.saveDrift(report);
    await announceModel(deps.bus, model);
    reports.push(report);
  }
  await deps.predictions.drop(now - KEPT_MICROS);
  return reports;
}

/** Of all its instruments together, as in training; none of sets of whole seconds, whose rows are not stored. */
async function newestRows(deps: WatchDriftDeps, { manifest }: ModelVersion): Promise<readonly ArrayLike<number>[]> {
  const set = deps.findFeatureSet(manifest.featureSet.name);
  if (set?.grid.kind !== "bar" || set.hash !== manifest.featureSet.hash) return [];
  const columns: number[][] = set.columns.map(() => []);
  for (const instrumentId of manifest.instrumentIds) {
    const last = await deps.market.lastCandleAt(instrumentId);
    if (last === null) continue;
    const to = last + MINUTE_MICROS;
    const from = to - WEEK_MICROS - historyMicrosOf(set);
    const bars = await finalBars(deps.market, { instrumentId, interval: set.grid.interval, from, to });
    const stream = createBarRowStream(set);
    const width = intervalMicros(set.grid.interval);
    for (const [place, bar] of bars.entries()) {
      if (place % BARS_AT_ONCE === 0) await breathe();
      stream.push(bar);
      if (bar.openAt + width > to - WEEK_MICROS)
        columns.forEach((column, i) => column.push(stream.row[i] ?? Number.NaN));
    }
  }
  return columns;
}
