/**
 * The model that is kept: the chosen contender fitted on the newest window, its members, their combination and their
 * calibration in one ONNX file. What it is scored by are the walks before, which it never touched.
 */
import type { CurvePoint } from "@/server/domain/models/scores";
import { fitCalibrator } from "@/server/learning/calibration/calibrator";
import type { RowIndex } from "@/server/learning/dataset";
import { joinMembers } from "@/server/learning/ensemble/join-members";
import { rowsWithin } from "@/server/learning/folds/purge";
import type { Walk } from "@/server/learning/folds/walk-forward";
import type { FittedModel } from "@/server/learning/model-family";
import { predictor } from "@/server/learning/networks/predictor";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { type ExplainPart, writeExplainFile } from "@/server/learning/trees/explain-file";
import { ENSEMBLES, type Weighed, weighed } from "./ensembles";
import { fitModel } from "./fit-fold";
import { calibrationRows } from "./fold-rows";
import { labelled } from "./sample";
import type { Chosen } from "./search-stage";
import type { Training } from "./training";

export type FinalModel = Readonly<{
  onnx: Uint8Array;
  /** Null where no trees are in it. */
  explain: string | null;
  steps: number;
  train: RowIndex;
  /** Rows that only calibration saw: for importance and for checks. */
  unseen: RowIndex;
  trainedFrom: number;
  trainedTo: number;
  curves: readonly Readonly<{ family: string; points: readonly CurvePoint[] }>[];
  /** As served: what the file says. */
  predict: FittedModel["predict"];
  importance: Float64Array | null;
  release: () => Promise<void>;
}>;

export type FinalInput = Readonly<{
  /** Name of the contender. */
  name: string;
  members: readonly Chosen[];
  /** The newest walk: its windows, moved to the end of the history, are those of the final fit. */
  newest: Walk;
}>;

export async function fitFinal(training: Training, { name, members, newest }: FinalInput): Promise<FinalModel> {
  const { deps, sample, order, classes } = training;
  const { spans, ...rows } = finalRows(training, newest);
  const models: FittedModel[] = [];
  for (const [i, { family, params }] of members.entries()) {
    const { train, stop: valid } = rows;
    models.push(await fitModel(training, { family, params, fold: "final", train, valid }));
    training.reporter.progress({ share: ((i + 1) / members.length) * 0.7 });
  }
  const answers = [];
  for (const model of models) {
    const [stop, calibrate] = [
      await model.predict(sample.data, rows.stop),
      await model.predict(sample.data, rows.calibrate),
    ];
    answers.push({ stop, calibrate });
  }
  const kind = ENSEMBLES.find((one) => one === name);
  const { combination: found, calibrate: said }: Weighed = kind
    ? weighed(training, kind, { ...rows, members: answers })
    : { combination: { kind: "blend", weights: [1] }, calibrate: answers[0]?.calibrate ?? new Float32Array() };
  const calibrator = fitCalibrator(order.recipe.calibration, calibrationRows(training, rows.calibrate, said));
  const columns = sample.data.columns.length;
  const joined = joinMembers({ members: models, combination: found, calibrator, columns, classes });
  const onnx = writeOnnx(joined.graph);
  const served = await predictor(deps.runtime, onnx, { steps: joined.steps, classes });
  const parts = models.flatMap(({ explain }, i) => explainParts(explain, found.weights[i] ?? 0));
  await Promise.all(models.map((model) => model.release()));
  return {
    onnx,
    explain: parts.length === 0 ? null : writeExplainFile(sample.data.columns, parts),
    steps: joined.steps,
    train: labelled(sample.data, rows.train),
    unseen: rows.calibrate,
    trainedFrom: spans.train.from,
    // Spans end before their `to`: the last moment that it was given.
    trainedTo: spans.calibrate.to - 1,
    curves: models.map(({ family, curve }) => ({ family, points: curve.map(pointOf) })),
    ...served,
    importance: models.length === 1 ? (models[0]?.importance ?? null) : null,
  };
}

const pointOf = ({ step, trainLoss, validLoss }: CurvePoint): CurvePoint => ({ step, trainLoss, validLoss });

const explainParts = (parts: readonly ExplainPart[] | null, weight: number): ExplainPart[] =>
  (parts ?? []).map((part) => ({ ...part, weight: part.weight * weight }));

/** The windows end with the history: there is no test window after them, but what will come. */
function finalRows({ sample: { data } }: Training, { spans }: Walk) {
  const end = spans.test.to;
  const moved = (span: Readonly<{ from: number; to: number }>) => ({
    from: span.from + end - spans.test.from,
    to: span.to + end - spans.test.from,
  });
  const [train, stop, calibrate] = [moved(spans.train), moved(spans.stop), moved(spans.calibrate)];
  return {
    spans: { train, stop, calibrate },
    train: rowsWithin(data, train, stop.from),
    stop: rowsWithin(data, stop, calibrate.from),
    calibrate: rowsWithin(data, calibrate),
  };
}
