/** A version's recent life against its training and validation, as levels and sentences. Pure. */
import {
  type DriftLevel,
  type DriftReport,
  PSI_ALARM,
  PSI_WATCH,
  psiLevel,
  psiOfChance,
} from "@/server/domain/models/drift";
import type { ColumnReference } from "@/server/domain/models/manifest";
import type { ModelVersion } from "@/server/domain/models/model-version";
import { populationStability } from "@/server/learning/scores/population-stability";
import type { StoredPrediction } from "@/server/ports/prediction-store";
import { scoreLive } from "./live-scores";

export type DriftInput = Readonly<{
  version: ModelVersion;
  at: number;
  /** The newest rows of features, column after column in the model's order; NaN is missing. */
  columns: readonly ArrayLike<number>[];
  /** Rows that one value's window spans, per column: values nearer to one another say nearly the same. */
  memoryRows: readonly number[];
  /** The newest predictions, scored or not. */
  predictions: readonly StoredPrediction[];
}>;

/** Below it chance alone moves the index past "watch": (10 + 1 − 1) / rows = 0.1 at a hundred (Yurdakul & Naranjo, 2020). */
const ROWS_MIN = 200;
const SCORED_MIN = 100;
/** Of what the standard error of a share allows: 2 to be watched, 3 to be alarmed at. */
const ERRORS_WATCH = 2;
const ERRORS_ALARM = 3;
/** Expected calibration error above validation's. */
const CALIBRATION_WATCH = 0.05;
const CALIBRATION_ALARM = 0.1;
const PPM = 1_000_000;
const TEXTS_MAX = 12;

type Finding<T> = Readonly<{ value: T; texts: readonly Readonly<{ level: DriftLevel; text: string }>[] }>;

export function driftOf(input: DriftInput): DriftReport {
  const { version, at, columns, predictions } = input;
  const rows = columns[0]?.length ?? 0;
  const features = featureDrift(version.manifest.reference, input, rows);
  const prediction = predictionDrift(version.manifest.answers, predictions);
  const outcome = outcomeDrift(version, predictions);
  const all = [...features.texts, ...prediction.texts, ...outcome.texts].toSorted(
    (a, b) => RANK[b.level] - RANK[a.level],
  );
  return {
    model: version.model,
    version: version.version,
    at,
    rows,
    scored: outcome.value.scored,
    level: worst([
      ...features.value.map(({ level }) => level),
      prediction.value.level,
      outcome.value.accuracy.level,
      outcome.value.calibration.level,
    ]),
    features: features.value,
    prediction: prediction.value,
    accuracy: outcome.value.accuracy,
    calibration: outcome.value.calibration,
    texts: all.slice(0, TEXTS_MAX).map(({ text }) => text),
  };
}

const RANK: Readonly<Record<DriftLevel, number>> = { alarm: 3, watch: 2, ok: 1, unknown: 0 };

/** "ok" only where something is known to be. */
const worst = (levels: readonly DriftLevel[]): DriftLevel =>
  levels.reduce<DriftLevel>((a, b) => (RANK[b] > RANK[a] ? b : a), "unknown");

const isTold = (level: DriftLevel): boolean => level === "watch" || level === "alarm";

function featureDrift(
  references: readonly ColumnReference[],
  { columns, memoryRows }: DriftInput,
  rows: number,
): Finding<DriftReport["features"]> {
  if (rows < ROWS_MIN) {
    const text = `Features: ${rows} rows are too few to be compared, at least ${ROWS_MIN}`;
    return { value: [], texts: [{ level: "unknown", text }] };
  }
  const value = references
    .flatMap((reference, i) => {
      const psi = populationStability(reference, columns[i] ?? []);
      return psi === null
        ? []
        : [{ column: reference.column, psi, level: psiLevel(psi, psiOfChance(rows, memoryRows[i] ?? 1)) }];
    })
    .toSorted((a, b) => b.psi - a.psi);
  const texts = value
    .filter(({ level }) => isTold(level))
    .map(({ column, psi, level }) => ({
      level,
      text: `${column} is spread otherwise than in training: PSI ${psi.toFixed(2)}, beyond what chance makes of so few independent values by more than ${level === "alarm" ? PSI_ALARM : PSI_WATCH}`,
    }));
  return { value, texts };
}

function predictionDrift(
  reference: ColumnReference | null,
  predictions: readonly StoredPrediction[],
): Finding<DriftReport["prediction"]> {
  const said = predictions.flatMap(({ upPpm }) => (upPpm === null ? [] : [upPpm / PPM]));
  const psi = reference && said.length >= ROWS_MIN ? populationStability(reference, said) : null;
  if (psi === null) {
    const why = reference ? `${said.length} answers, at least ${ROWS_MIN}` : "its manifest has no reference for them";
    return {
      value: { psi: null, level: "unknown" },
      texts: [{ level: "unknown", text: `Answers: not compared, ${why}` }],
    };
  }
  const level = psiLevel(psi, psiOfChance(said.length, 1));
  const text = `Its answers are spread otherwise than out of sample: PSI ${psi.toFixed(2)}`;
  return { value: { psi, level }, texts: isTold(level) ? [{ level, text }] : [] };
}

type OutcomeDrift = Pick<DriftReport, "scored" | "accuracy" | "calibration">;

function outcomeDrift({ manifest }: ModelVersion, predictions: readonly StoredPrediction[]): Finding<OutcomeDrift> {
  const { scored, classes: live } = scoreLive(predictions, { classes: manifest.output.classes.length, shares: null });
  const validation = manifest.scores?.overall ?? null;
  const accuracy = { live: live?.accuracy ?? null, validation: validation?.accuracy ?? null };
  const calibration = { live: live?.calibrationError ?? null, validation: validation?.calibrationError ?? null };
  if (!live || !validation || scored < SCORED_MIN) {
    const why = validation ? `${scored} known, at least ${SCORED_MIN}` : "its manifest has no scores";
    const texts = [{ level: "unknown" as const, text: `Outcomes: not compared, ${why}` }];
    const level = "unknown";
    return { value: { scored, accuracy: { ...accuracy, level }, calibration: { ...calibration, level } }, texts };
  }
  const lost = validation.accuracy - live.accuracy;
  const errors = lost / Math.sqrt((validation.accuracy * (1 - validation.accuracy)) / scored);
  const ofAccuracy: DriftLevel = errors > ERRORS_ALARM ? "alarm" : errors > ERRORS_WATCH ? "watch" : "ok";
  const over = live.calibrationError - validation.calibrationError;
  const ofCalibration: DriftLevel = over > CALIBRATION_ALARM ? "alarm" : over > CALIBRATION_WATCH ? "watch" : "ok";
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const texts = [
    {
      level: ofAccuracy,
      text: `It is right in ${percent(live.accuracy)} of ${scored} cases, ${percent(validation.accuracy)} in validation: ${errors.toFixed(1)} standard errors less`,
    },
    {
      level: ofCalibration,
      text: `Its probabilities are off by ${percent(live.calibrationError)}, ${percent(validation.calibrationError)} in validation`,
    },
  ].filter(({ level }) => isTold(level));
  return {
    value: {
      scored,
      accuracy: { ...accuracy, level: ofAccuracy },
      calibration: { ...calibration, level: ofCalibration },
    },
    texts,
  };
}
