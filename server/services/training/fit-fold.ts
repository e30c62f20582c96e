/** One fit with the answers that are wanted of it. Finished ones are kept, so that a killed run loses only the one in progress. */
import { isAppError } from "@/server/domain/errors";
import type { CurvePoint } from "@/server/domain/models/scores";
import type { RowIndex } from "@/server/learning/dataset";
import type { FittedModel, HyperParams, ModelFamily } from "@/server/learning/model-family";
import { logLoss } from "@/server/learning/scores/class-scores";
import type { CurveStep } from "@/server/learning/search/median-pruning";
import { labelsAt, shuffledLabels } from "./fold-rows";
import { labelled } from "./sample";
import { hashOf, type Training } from "./training";

export type FitJob = Readonly<{
  family: ModelFamily;
  params: HyperParams;
  /** Its name in the ledger. */
  fold: string;
  train: RowIndex;
  valid: RowIndex;
  /** Rows to answer, whether they have a label or not. */
  answer: RowIndex;
  /** Rows whose log loss is the trial's; none when it is not to be judged. */
  judge: RowIndex;
  isHopeless?: (curve: readonly CurveStep[]) => boolean;
}>;

export type FoldFit = Readonly<{
  /** `classes` a row of `answer`; NaN where a row has no whole window. Empty when the fit was given up. */
  probabilities: Float32Array;
  loss: number | null;
  curve: readonly CurvePoint[];
  seconds: number;
  /** Why there is nothing; empty otherwise. */
  text: string;
}>;

/** @throws AppError from the family for parameters or data that no model can be fitted to; the signal's reason */
export async function fitFold(training: Training, job: FitJob): Promise<FoldFit> {
  const { deps, identity, reporter } = training;
  const { family, params, fold, answer, judge } = job;
  const key = hashOf([identity, "fit", family.name, params, fold]);
  const kept = deps.work.load(key);
  const fit = kept ? readFit(kept) : await fitNow(training, job, key);
  if (!kept) {
    deps.work.save(key, writeFit(fit));
    deps.work.remove(`${key}-part`);
  }
  const loss = fit.probabilities.length > 0 && judge.length > 0 ? judged(training, { ...fit, answer, judge }) : null;
  const { seconds, text } = fit;
  reporter.trial({ kind: "fit", family: family.name, fold, params, seconds, logLoss: loss, sharpe: null, text });
  return { ...fit, loss };
}

/** A fit whose model is wanted itself, a trial like any other; the caller releases it. */
export async function fitModel(training: Training, job: Omit<FitJob, "answer" | "judge">): Promise<FittedModel> {
  const { identity, deps, reporter } = training;
  const { family, params, fold } = job;
  const startedAt = deps.now();
  const model = await fitting(training, job, {
    key: hashOf([identity, "model", family.name, params, fold]),
    curve: [],
  });
  const seconds = (deps.now() - startedAt) / 1e6;
  reporter.trial({ kind: "fit", family: family.name, fold, params, seconds, logLoss: null, sharpe: null, text: "" });
  return model;
}

const PRUNED = Symbol("pruned");

async function fitNow(training: Training, job: FitJob, key: string): Promise<FoldFit> {
  const { deps, sample } = training;
  const startedAt = deps.now();
  const curve: CurvePoint[] = [];
  const seconds = () => (deps.now() - startedAt) / 1e6;
  try {
    const model = await fitting(training, job, { key: `${key}-part`, curve });
    const probabilities = await model.predict(sample.data, job.answer);
    await model.release();
    return { probabilities, loss: null, curve, seconds: seconds(), text: "" };
  } catch (error) {
    const isPruned = error === PRUNED;
    if (!isPruned && !(isAppError(error) && error.code === "refused")) throw error;
    const text = isPruned ? "Given up: worse than the median of those before" : error.message;
    return { probabilities: new Float32Array(), loss: null, curve, seconds: seconds(), text };
  }
}

/** @param curve is filled as the fit goes on */
function fitting(
  training: Training,
  job: Omit<FitJob, "answer" | "judge">,
  { key, curve }: Readonly<{ key: string; curve: CurvePoint[] }>,
): Promise<FittedModel> {
  const { deps, sample, classes, reporter, order } = training;
  return job.family.fit({
    data: shuffledLabels(training, job),
    train: labelled(sample.data, job.train),
    valid: labelled(sample.data, job.valid),
    classes,
    params: job.params,
    seed: order.recipe.seed,
    runtime: deps.runtime,
    onProgress: ({ step, steps, trainLoss, validLoss }) => {
      deps.signal.throwIfAborted();
      curve.push({ step, trainLoss, validLoss });
      reporter.progress({
        family: job.family.name,
        curve,
        text: `${job.family.title}, ${job.fold}: ${step} of ${steps}`,
      });
      if (job.isHopeless?.(stepsOf(curve))) throw PRUNED;
    },
    checkpoint: {
      load: () => deps.work.load(key),
      save: (bytes) => deps.work.save(key, bytes),
    },
  });
}

const stepsOf = (curve: readonly CurvePoint[]): CurveStep[] =>
  curve.flatMap(({ step, validLoss }) => (validLoss === null ? [] : [{ step, value: validLoss }]));

type Judging = Readonly<{ probabilities: Float32Array; answer: RowIndex; judge: RowIndex }>;

/** Log loss on the judged rows that were answered; null when there are none. */
function judged({ sample, classes }: Training, { probabilities, answer, judge }: Judging): number | null {
  const wanted = new Set(labelled(sample.data, judge));
  const places = [...answer.keys()].filter(
    (i) => wanted.has(answer[i] ?? -1) && !Number.isNaN(probabilities[i * classes]),
  );
  if (places.length === 0) return null;
  const rows = Uint32Array.from(places, (i) => answer[i] ?? 0);
  const chosen = places.flatMap((i) => [...probabilities.subarray(i * classes, (i + 1) * classes)]);
  return logLoss({ classes, probabilities: chosen, labels: labelsAt(sample.data, rows) });
}

function writeFit({ probabilities, curve, seconds, text }: FoldFit): Uint8Array {
  const bytes = Buffer.from(probabilities.buffer, probabilities.byteOffset, probabilities.byteLength);
  return Buffer.from(JSON.stringify({ probabilities: bytes.toString("base64"), curve, seconds, text }));
}

function readFit(bytes: Uint8Array): FoldFit {
  const read = JSON.parse(Buffer.from(bytes).toString("utf8")) as Omit<FoldFit, "probabilities"> & {
    probabilities: string;
  };
  const raw = Uint8Array.from(Buffer.from(read.probabilities, "base64"));
  return { ...read, loss: null, probabilities: new Float32Array(raw.buffer) };
}
