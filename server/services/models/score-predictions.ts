/**
 * What became of predictions: each is given the class that came, by the very labels that models are trained on, once the
 * market has lived through its horizon. A class that a gap hides stays unknown for good.
 *
 * Sets of whole seconds are labelled by mids, which are not stored second by second; what came is not known of them, nor
 * of sets that this code has no more. That is said at once, so that they neither wait for good nor stand before others.
 */
import { intervalMicros } from "@/server/domain/candle";
import type { ModelVersion } from "@/server/domain/models/model-version";
import { labelsOfBars, withQuietBars } from "@/server/features/labels/bar-labels";
import { sigmaWindowMicros } from "@/server/features/labels/trailing-sigma";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { MarketStore } from "@/server/ports/market-store";
import type { ModelStore } from "@/server/ports/model-store";
import type { Outcome, PredictionStore, StoredPrediction } from "@/server/ports/prediction-store";
import { finalBars } from "./final-bars";

export type ScorePredictionsDeps = Readonly<{
  predictions: PredictionStore;
  models: Pick<ModelStore, "findVersion">;
  market: Pick<MarketStore, "listCandles" | "lastCandleAt">;
  findFeatureSet: (name: string) => FeatureSet | null;
}>;

const MINUTE_MICROS = 60_000_000;
const ROWS_MAX = 20_000;
/** Bars beyond the window, so that quiet ones at either end are seen for what they are. */
const SPARE_BARS = 12;

/** @returns how many were scored */
export async function scorePredictions(deps: ScorePredictionsDeps, now: number): Promise<number> {
  const due = await deps.predictions.listUnscored({ before: now, limit: ROWS_MAX });
  const groups = new Map<string, StoredPrediction[]>();
  for (const row of due) {
    const key = JSON.stringify([row.model, row.version, row.instrumentId]);
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  let scored = 0;
  for (const rows of groups.values()) {
    const outcomes = await outcomesOf(deps, rows, now);
    await deps.predictions.saveOutcomes(outcomes);
    scored += outcomes.length;
  }
  return scored;
}

/** Of one version and instrument, oldest first. */
async function outcomesOf(deps: ScorePredictionsDeps, rows: readonly StoredPrediction[], now: number) {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return [];
  const version = await deps.models.findVersion(first.model, first.version);
  const grid = version && gridOf(deps, version);
  if (!version || !grid) return rows.map(({ id }): Outcome => ({ id, outcome: null, scoredAt: now }));
  const lastBar = await deps.market.lastCandleAt(first.instrumentId);
  if (lastBar === null) return [];
  const { label } = version.manifest;
  const width = intervalMicros(grid);
  const seenUntil = lastBar + MINUTE_MICROS;
  // The bar after the window says that the market lived through it.
  const ready = rows.filter(({ askedAt }) => askedAt + label.horizonMicros + width <= seenUntil);
  const newest = ready.at(-1);
  if (!newest) return [];
  const bars = await finalBars(deps.market, {
    instrumentId: first.instrumentId,
    interval: grid,
    from: first.askedAt - sigmaWindowMicros(label.horizonMicros) - SPARE_BARS * width,
    to: Math.min(newest.askedAt + label.horizonMicros + SPARE_BARS * width, seenUntil),
  });
  const filled = withQuietBars(bars, width);
  const { y } = labelsOfBars(label, filled, width);
  const classAt = new Map(filled.map(({ openAt }, i) => [openAt + width, y[i] ?? Number.NaN]));
  return ready.map(({ id, askedAt }): Outcome => {
    const came = classAt.get(askedAt) ?? Number.NaN;
    return { id, outcome: Number.isNaN(came) ? null : came, scoredAt: now };
  });
}

function gridOf({ findFeatureSet }: ScorePredictionsDeps, { manifest }: ModelVersion) {
  const set = findFeatureSet(manifest.featureSet.name);
  return set?.grid.kind === "bar" ? set.grid.interval : null;
}
