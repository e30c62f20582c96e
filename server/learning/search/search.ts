/**
 * Looks for the parameters of one family: the defaults first, then draws, then what the draws suggest. The same seed
 * and the same scores propose the same points; time ends a search only between trials, by the seconds that they say.
 */
import type { SearchSpec } from "@/server/domain/models/recipe";
import { Rng } from "@/server/domain/rng";
import type { HyperParams } from "@/server/learning/model-family";
import { type CurveStep, medianPruning } from "./median-pruning";
import { defaultsOf, drawn, type Space } from "./space";
import { proposed } from "./tree-parzen";

export type Attempt = Readonly<{
  /** From 0, the defaults. */
  index: number;
  params: HyperParams;
  /** To be asked after each measured step. @returns true when the attempt should be given up */
  isHopeless: (curve: readonly CurveStep[]) => boolean;
}>;

export type Attempted = Readonly<{
  /** Lower is better; null when it was given up or failed. */
  score: number | null;
  curve: readonly CurveStep[];
  /** What it took: a resumed search counts what was spent before. */
  seconds: number;
}>;

export type Found = Readonly<{
  params: HyperParams;
  /** Null when nothing came to a score: then the parameters are the defaults. */
  score: number | null;
  attempts: number;
}>;

export type SearchInput = Readonly<{
  space: Space;
  spec: SearchSpec;
  seed: number;
  attempt: (attempt: Attempt) => Promise<Attempted>;
}>;

/** So many draws before anything is suggested by them. */
const DRAWS_FIRST = 8;

/** `none` judges nothing and answers the defaults. */
export async function searched({ space, spec, seed, attempt }: SearchInput): Promise<Found> {
  const pruning = medianPruning();
  const tried: Readonly<{ params: HyperParams; score: number | null }>[] = [];
  const limit = spec.kind === "none" || Object.keys(space).length === 0 ? 0 : spec.trialsMax;
  let spent = 0;
  while (tried.length < limit && spent < spec.budgetSeconds) {
    const rng = Rng.derive(seed, `search-${tried.length}`);
    const params = nextPoint(space, { spec, tried, rng });
    const { score, curve, seconds } = await attempt({
      index: tried.length,
      params,
      isHopeless: pruning.isHopeless,
    });
    if (score !== null) pruning.finished(curve);
    tried.push({ params, score });
    spent += seconds;
  }
  const best = tried.reduce<Found>(
    (least, { params, score }) =>
      score !== null && score < (least.score ?? Number.POSITIVE_INFINITY) ? { ...least, params, score } : least,
    { params: defaultsOf(space), score: null, attempts: tried.length },
  );
  return best;
}

type Progress = Readonly<{
  spec: SearchSpec;
  tried: readonly Readonly<{ params: HyperParams; score: number | null }>[];
  rng: Rng;
}>;

function nextPoint(space: Space, { spec, tried, rng }: Progress): HyperParams {
  if (tried.length === 0) return defaultsOf(space);
  const isEarly = tried.length < Math.min(DRAWS_FIRST, Math.ceil(spec.trialsMax / 2));
  return spec.kind === "random" || isEarly ? drawn(space, rng) : proposed(space, tried, rng);
}
