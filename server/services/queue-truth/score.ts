/** What the cases say about each model. Lots and µs in, numbers for the report out. */
import { type ErrorScore, errorScore, median } from "@/server/analysis/error-score";
import { fitLogistic, probability } from "@/server/analysis/logistic";
import {
  brierScore,
  brierSkill,
  type Forecast,
  type ReliabilityRow,
  reliability,
} from "@/server/analysis/probability-score";
import type { LotsAt } from "./shadow-field";
import type { TruthCase } from "./truth-case";

const SECOND = 1_000_000;
export type ModelScore = Readonly<{
  model: string;
  /** Whether it got anything while it lived: said and true, and the mistakes of both kinds. */
  outcome: Readonly<{ both: number; onlyModel: number; onlyTruth: number; neither: number; brier: number }>;
  /** Lots filled under the model as a share of the lots really filled. */
  lotsRatio: number;
  /** First fill of the model less the true one, s, of the orders that got one in both; late ones are known for ten minutes. */
  delaySeconds: ErrorScore;
  /** Ahead under the model less ahead in truth: lots, and as a share of what was ahead at entry. */
  ahead: ErrorScore;
  aheadShare: ErrorScore;
  forecast: Readonly<{ count: number; brier: number; skill: number; table: readonly ReliabilityRow[] }>;
}>;

export type TruthScore = Readonly<{
  cases: number;
  behindOthers: number;
  filled: number;
  partly: number;
  gone: number;
  open: number;
  samples: number;
  models: readonly ModelScore[];
}>;

/** @param forecastSeconds over which the probability of a fill is judged */
export function scoreCases(cases: readonly TruthCase[], forecastSeconds: number): TruthScore {
  const ended = cases.filter(({ end }) => end !== null);
  const kinds = (kind: string) => ended.filter(({ end }) => end?.kind === kind).length;
  const names = ended[0]?.order.shadows.map(({ model }) => model) ?? [];
  const isWhole = ({ fills, order }: TruthCase) => lotsOf(fills) >= order.lots;
  return {
    cases: ended.length,
    behindOthers: ended.filter(({ aheadAtEntryLots }) => aheadAtEntryLots > 0).length,
    filled: ended.filter(isWhole).length,
    partly: ended.filter((of) => of.fills.length > 0 && !isWhole(of)).length,
    gone: kinds("gone"),
    open: kinds("open"),
    samples: ended.reduce((sum, { samples }) => sum + samples.length, 0),
    models: names.map((model, i) => scoreModel(model, i, { cases: ended, forecastSeconds })),
  };
}

type Scored = Readonly<{ cases: readonly TruthCase[]; forecastSeconds: number }>;

function scoreModel(model: string, i: number, { cases, forecastSeconds }: Scored): ModelScore {
  const seen = cases.map((of) => {
    const until = of.end?.at ?? 0;
    const all = of.order.shadows[i]?.fills ?? [];
    return { of, all, inTime: all.filter(({ at }) => at <= until) };
  });
  const outcomes: Forecast[] = seen.map(({ of, inTime }) => ({
    probability: Math.min(inTime.length, 1),
    happened: of.fills.length > 0,
  }));
  const count = (said: number, happened: boolean) =>
    outcomes.filter((one) => one.probability === said && one.happened === happened).length;
  const trueLots = cases.reduce((sum, { fills }) => sum + lotsOf(fills), 0);
  const delays = seen.flatMap(({ of, all }) => (of.fills[0] && all[0] ? [(all[0].at - of.fills[0].at) / SECOND] : []));
  const places = cases.filter(({ aheadAtEntryLots }) => aheadAtEntryLots > 0);
  const errors = places.flatMap((of) =>
    of.samples.map((sample) => ({ lots: (sample.guessedLots[i] ?? 0) - sample.aheadLots, of })),
  );
  const forecasts = forecastFills(i, { cases, forecastSeconds });
  return {
    model,
    outcome: {
      both: count(1, true),
      onlyModel: count(1, false),
      onlyTruth: count(0, true),
      neither: count(0, false),
      brier: brierScore(outcomes),
    },
    lotsRatio: seen.reduce((sum, { inTime }) => sum + lotsOf(inTime), 0) / trueLots,
    delaySeconds: errorScore(delays),
    ahead: errorScore(errors.map(({ lots }) => lots)),
    aheadShare: errorScore(errors.map(({ lots, of }) => lots / of.aheadAtEntryLots)),
    forecast: {
      count: forecasts.length,
      brier: brierScore(forecasts),
      skill: brierSkill(forecasts),
      table: reliability(forecasts),
    },
  };
}

/**
 * A model says where an order stands, not how probable its fill is. What its places are worth is found by
 * making probabilities of them in the same way for all: a logistic regression of "gets a fill within the time"
 * on the guessed lots ahead and the distance from the touch, learned on one half of the cases and judged on the other.
 */
function forecastFills(i: number, { cases, forecastSeconds }: Scored): Forecast[] {
  const scale = Math.max(median(cases.map(({ order }) => order.lots)), 1);
  const halves: { features: number[]; happened: boolean }[][] = [[], []];
  cases.forEach((of, index) => {
    for (const sample of of.samples) {
      if (!isJudged(of, sample.at + forecastSeconds * SECOND)) continue;
      const features = [1, Math.log1p((sample.guessedLots[i] ?? 0) / scale), Math.log1p(sample.distanceTicks)];
      const until = sample.at + forecastSeconds * SECOND;
      halves[index % 2]?.push({ features, happened: of.fills.some(({ at }) => at > sample.at && at <= until) });
    }
  });
  const [even = [], odd = []] = halves;
  if (even.length === 0 || odd.length === 0) return [];
  const judge = (learned: typeof even, judged: typeof even): Forecast[] => {
    const weights = fitLogistic(learned);
    return judged.map(({ features, happened }) => ({ probability: probability(weights, features), happened }));
  };
  return [...judge(odd, even), ...judge(even, odd)];
}

/** An order that left unfilled within the time got none; one whose observation ended within it is not judged. */
const isJudged = ({ end }: TruthCase, until: number): boolean => end?.kind !== "open" || until <= end.at;

const lotsOf = (fills: readonly LotsAt[]): number => fills.reduce((sum, { lots }) => sum + lots, 0);
