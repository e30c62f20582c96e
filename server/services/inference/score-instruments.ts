/**
 * Answers of models outside any desk: at bar ends for every instrument of the live versions, also those that nobody
 * trades, and for whoever asks what a version says now.
 */
import { intervalMicros } from "@/server/domain/candle";
import { type Micros, micros } from "@/server/domain/micros";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { Prediction } from "@/server/domain/models/prediction";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { PredictionStore } from "@/server/ports/prediction-store";
import type { HostLog } from "@/server/services/desks/host-log";
import { notAsked } from "./answer";
import { type BarRows, type BarRowsDeps, createBarRows } from "./bar-rows";
import { predictionOf } from "./prediction-of";
import { openPredictor, type Predictor, type PredictorDeps } from "./predictor";

export type ScoreDeps = PredictorDeps &
  BarRowsDeps &
  Readonly<{
    setOf: (name: string) => FeatureSet | null;
    log: HostLog;
  }>;

export type AskInput = Readonly<{
  versions: readonly ModelVersion[];
  /** Of those that a version was made for; null: all of them. */
  instrumentIds: readonly string[] | null;
  /** Market time: the newest bar that had ended and was final by then is asked of. */
  at: Micros;
  signal: AbortSignal;
}>;

/** DOMAIN.md: a bar is final two seconds after its end. */
const FINAL_AFTER_MICROS = 2_000_000;
/** For models that look at several. */
const ROWS_KEPT = 512;

/**
 * Asks each version of each instrument once. A version whose file is refused, or whose features are of the second grid
 * and not of candles, says nothing.
 *
 * @throws the signal's reason when aborted
 */
export async function askVersions(deps: ScoreDeps, { versions, ...input }: AskInput): Promise<readonly Prediction[]> {
  const said: Prediction[] = [];
  const known = new Map<string, BarRows>();
  for (const version of versions) {
    const set = deps.setOf(version.manifest.featureSet.name);
    if (set?.grid.kind !== "bar") continue;
    const predictor = await openPredictor(deps, version).catch((error: unknown) => {
      const { model, version: number } = version;
      deps.log.warn({ model, version: number, err: error }, "A model's version cannot be asked");
      return null;
    });
    if (!predictor) continue;
    try {
      said.push(...(await askOne(deps, { ...input, predictor, set, known })));
    } finally {
      await predictor.release();
    }
  }
  return said;
}

type OneInput = Omit<AskInput, "versions"> &
  Readonly<{ predictor: Predictor; set: FeatureSet; known: Map<string, BarRows> }>;

async function askOne(deps: ScoreDeps, input: OneInput): Promise<readonly Prediction[]> {
  const { predictor, set, instrumentIds, at, signal, known } = input;
  const { version } = predictor;
  const gridMicros = set.grid.kind === "bar" ? intervalMicros(set.grid.interval) : 0;
  const askedAt = micros(Math.floor((at - FINAL_AFTER_MICROS) / gridMicros) * gridMicros);
  const said: Prediction[] = [];
  for (const instrumentId of version.manifest.instrumentIds) {
    signal.throwIfAborted();
    if (instrumentIds && !instrumentIds.includes(instrumentId)) continue;
    const key = `${set.hash} ${instrumentId}`;
    const rows = known.get(key) ?? createBarRows({ ...deps, signal }, { instrumentId, set, keep: ROWS_KEPT });
    known.set(key, rows);
    const isThere = await rows.advance(askedAt);
    const answer = isThere
      ? await predictor.ask(rows.rows())
      : notAsked(new Float32Array(), "its newest candle is not final, or there is none");
    const role = version.state === "champion" ? "champion" : "shadow";
    said.push(predictionOf({ version, role, asked: { instrumentId, askedAt, gridMicros }, answer, at }));
  }
  return said;
}

export type ScoreBarsDeps = ScoreDeps &
  Readonly<{
    listLive: () => Promise<readonly ModelVersion[]>;
    predictions: Pick<PredictionStore, "add">;
  }>;

export type ScoreBarsInput = Readonly<{
  at: Micros;
  /** A venue's instruments live on that venue's time. */
  venueId: string;
  /** Of instruments that desks trade: their hosts ask by themselves. */
  except: ReadonlySet<string>;
  signal: AbortSignal;
}>;

/** All live versions at the last bar's end; kept without a desk. @returns how many answers were kept */
export async function scoreBars(deps: ScoreBarsDeps, { at, venueId, except, signal }: ScoreBarsInput): Promise<number> {
  const versions = (await deps.listLive()).map((version) =>
    withInstruments(version, (id) => id.startsWith(`${venueId}:`) && !except.has(id)),
  );
  const some = versions.filter(({ manifest }) => manifest.instrumentIds.length > 0);
  const said = await askVersions(deps, { versions: some, instrumentIds: null, at, signal });
  await deps.predictions.add(said);
  return said.length;
}

const withInstruments = (version: ModelVersion, isWanted: (id: string) => boolean): ModelVersion => ({
  ...version,
  manifest: {
    ...version.manifest,
    instrumentIds: version.manifest.instrumentIds.filter(isWanted),
  },
});
