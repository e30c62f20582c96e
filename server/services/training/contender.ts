/**
 * A way to answer that is held against the others: a family, a stack, a blend, the prior. Its answers of every walk are
 * of models that saw nothing of what they answer.
 */
import type { RowIndex } from "@/server/learning/dataset";
import type { Walk } from "@/server/learning/folds/walk-forward";
import type { HyperParams } from "@/server/learning/model-family";
import { type Answers, classShares } from "@/server/learning/scores/answers";
import { logLoss } from "@/server/learning/scores/class-scores";
import { fitFold } from "./fit-fold";
import { labelsAt } from "./fold-rows";
import { labelled } from "./sample";
import type { Chosen } from "./search-stage";
import type { Training } from "./training";

export type Contender = Readonly<{
  name: string;
  title: string;
  params: HyperParams;
  /** In the order of the walks. */
  answers: readonly WalkAnswers[];
}>;

/** Class probabilities of each part's rows, in their order; NaN where a row has no whole window. */
export type WalkAnswers = Readonly<{ stop: Float32Array; calibrate: Float32Array; test: Float32Array }>;

export async function familyContender(
  training: Training,
  { family, params }: Chosen,
  { walks, from, of }: Readonly<{ walks: readonly Walk[]; from: number; of: number }>,
): Promise<Contender> {
  const answers: WalkAnswers[] = [];
  for (const [i, walk] of walks.entries()) {
    const answer = Uint32Array.from([...walk.stop, ...walk.calibrate, ...walk.test]);
    const { train, stop: valid, test: judge, name: fold } = walk;
    const fit = await fitFold(training, { family, params, fold, train, valid, answer, judge });
    answers.push(parted(fit.probabilities, walk, training.classes));
    training.reporter.progress({ share: (from + (i + 1) / walks.length) / of });
  }
  return { name: family.name, title: family.title, params, answers };
}

/** Always the shares of the training rows. */
export function priorContender({ sample, classes }: Training, walks: readonly Walk[]): Contender {
  const answers = walks.map((walk): WalkAnswers => {
    const shares = classShares(labelsAt(sample.data, labelled(sample.data, walk.train)), classes);
    const repeated = (rows: RowIndex) =>
      Float32Array.from({ length: rows.length * classes }, (_, i) => shares[i % classes] ?? 0);
    return { stop: repeated(walk.stop), calibrate: repeated(walk.calibrate), test: repeated(walk.test) };
  });
  return { name: "prior", title: "Shares of the classes", params: {}, answers };
}

function parted(probabilities: Float32Array, walk: Walk, classes: number): WalkAnswers {
  const [stop, calibrate] = [walk.stop.length * classes, (walk.stop.length + walk.calibrate.length) * classes];
  return {
    stop: probabilities.subarray(0, stop),
    calibrate: probabilities.subarray(stop, calibrate),
    test: probabilities.subarray(calibrate),
  };
}

/** The rows that have a label and an answer, with both: what can be scored. */
export function scorable({ sample, classes }: Training, rows: RowIndex, probabilities: Float32Array): Answers {
  const kept = [...rows.keys()].filter(
    (i) => !Number.isNaN(sample.data.y[rows[i] ?? 0]) && !Number.isNaN(probabilities[i * classes] ?? Number.NaN),
  );
  const chosen = new Float32Array(kept.length * classes);
  kept.forEach((i, place) => chosen.set(probabilities.subarray(i * classes, (i + 1) * classes), place * classes));
  const labels = Float64Array.from(kept, (i) => sample.data.y[rows[i] ?? 0] ?? 0);
  return { classes, probabilities: chosen, labels };
}

/**
 * Mean log loss over the walks on the second half of their validation windows, which neither taught nor stopped a fit:
 * what the best contender is chosen by, so that no score on test rows was chosen for being good.
 */
export function validationLoss(training: Training, walks: readonly Walk[], { answers }: Contender): number {
  const losses = walks.flatMap((walk, i) => {
    const answered = scorable(training, walk.calibrate, answers[i]?.calibrate ?? new Float32Array());
    return answered.labels.length === 0 ? [] : [logLoss(answered)];
  });
  return losses.length === 0 ? Number.POSITIVE_INFINITY : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
