/** Tells how a run goes: stage, share, time left, scores of folds, and each trial once. */
import type { FoldScore } from "@/server/domain/models/scores";
import type { RunProgress } from "@/server/domain/models/training-run";
import { paramsKey, type Reporter, type TrainingDeps, type TrainingOrder } from "./training";

/** Progress within a stage is told at most so often. */
const TELL_MICROS_MIN = 500_000;
/** Points of a curve that are shown. */
const CURVE_MAX = 200;

export function createReporter({ deps, order }: Readonly<{ deps: TrainingDeps; order: TrainingOrder }>): Reporter {
  const folds: FoldScore[] = [];
  const sharpes = new Map<string, number | null>();
  let [stageAt, toldAt] = [deps.now(), 0];
  let present: RunProgress = { stage: "data", share: 0, text: "", secondsLeft: null, family: null, curve: [], folds };
  const tell = (isForced: boolean) => {
    const now = deps.now();
    if (!isForced && now - toldAt < TELL_MICROS_MIN) return;
    toldAt = now;
    deps.tell({
      kind: "progress",
      progress: { ...present, secondsLeft: secondsLeft(present.share, now - stageAt), folds: [...folds] },
    });
  };
  return {
    stage: (stage, text) => {
      stageAt = deps.now();
      present = { ...present, stage, text, share: 0, curve: [], family: null };
      tell(true);
    },
    progress: (more) => {
      const curve = more.curve ?? present.curve;
      present = { ...present, ...more, curve: thinned(curve) };
      tell(false);
    },
    fold: (score) => {
      folds.push(score);
      tell(true);
    },
    trial: (trial) => {
      const key = `${trial.kind}/${trial.family}/${trial.fold}/${paramsKey(trial.params)}`;
      sharpes.set(key, trial.sharpe);
      const { runId, model, recipe } = order;
      deps.tell({ kind: "trial", trial: { ...trial, key, runId, model, at: deps.now(), seed: recipe.seed } });
    },
    trials: () => ({
      count: sharpes.size,
      sharpes: [...sharpes.values()].filter((sharpe) => sharpe !== null),
    }),
  };
}

/** Of the present stage; null before a tenth of it is done. */
const secondsLeft = (share: number, micros: number): number | null =>
  share < 0.1 ? null : Math.round(((1 - share) / share) * (micros / 1e6));

function thinned<T>(points: readonly T[]): readonly T[] {
  if (points.length <= CURVE_MAX) return points;
  const every = Math.ceil(points.length / CURVE_MAX);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}
