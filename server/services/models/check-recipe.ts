/** What a recipe must be, beyond the shape of its fields: of things that there are, and that fit each other. Pure. */
import { AppError } from "@/server/domain/errors";
import type { RefreshSchedule } from "@/server/domain/models/model-version";
import type { Gates, ModelRecipe } from "@/server/domain/models/recipe";
import { nextCronAt } from "./cron";
import type { RecipeOptions } from "./model-views";

export type KnownParts = Pick<RecipeOptions, "families" | "featureSets" | "instruments">;

const DAY_MICROS = 86_400_000_000;

/** @throws AppError invalid with every rule that is broken */
export function assertRecipe(recipe: ModelRecipe, known: KnownParts): void {
  const problems = [...unknownParts(recipe, known), ...badNumbers(recipe)];
  if (problems.length > 0) throw new AppError("invalid", problems.join("; "), { facts: { problems } });
}

function* unknownParts({ featureSet, instrumentIds, families }: ModelRecipe, known: KnownParts): Generator<string> {
  const list = (names: readonly string[]): string => names.join(", ") || "none";
  const sets = known.featureSets.map(({ name }) => name);
  if (!sets.includes(featureSet)) yield `there is no feature set ${featureSet}, there are ${list(sets)}`;
  if (instrumentIds.length === 0) yield "a model needs at least one instrument";
  for (const id of instrumentIds) {
    if (!known.instruments.some((one) => one.id === id)) yield `there is no instrument ${id}`;
  }
  if (new Set(instrumentIds).size < instrumentIds.length) yield "an instrument is named twice";
  const names = known.families.map(({ name }) => name);
  if (families.length === 0) yield "a model needs at least one family";
  for (const name of families) if (!names.includes(name)) yield `there is no family ${name}, there are ${list(names)}`;
  if (new Set(families).size < families.length) yield "a family is named twice";
}

function* badNumbers({ label, folds, search, trading }: ModelRecipe): Generator<string> {
  const within = (what: string, value: number, [min, max]: readonly [number, number]): string[] =>
    value >= min && value <= max ? [] : [`${what} must be ${min} to ${max}, was ${value}`];
  yield* within("the label's horizon, minutes,", label.horizonMicros / 60_000_000, [1 / 60, 30 * 24 * 60]);
  if (label.kind === "triple-barrier") yield* within("the barriers' width, sigma,", label.widthSigma, [0.1, 20]);
  yield* within("training days", folds.trainDays, [1, 2_000]);
  yield* within("validation days", folds.validDays, [1, 365]);
  yield* within("test days", folds.testDays, [1, 365]);
  yield* within("the folds' step, days,", folds.stepDays, [1, 365]);
  yield* within("walks", folds.walksMax, [1, 60]);
  yield* within("the embargo's share", folds.embargoShare, [0, 0.1]);
  if (label.horizonMicros > folds.testDays * DAY_MICROS) yield "the label's horizon must be shorter than a test window";
  const { combinatorial } = folds;
  if (combinatorial) {
    yield* within("combinatorial groups", combinatorial.groups, [2, 20]);
    if (combinatorial.heldOut < 1 || combinatorial.heldOut >= combinatorial.groups) {
      yield `held-out groups must be 1 to ${combinatorial.groups - 1}, was ${combinatorial.heldOut}`;
    }
  }
  yield* within("trials per family", search.trialsMax, [1, 500]);
  yield* within("the search's budget, seconds,", search.budgetSeconds, [5, 86_400]);
  yield* within("the least probability to trade on", trading.probabilityMin, [0.5, 0.99]);
  yield* within("the least confidence to trade on", trading.confidenceMin, [0, 1]);
  if (trading.holdMicrosMax < label.horizonMicros / 10)
    yield "the longest holding time is below a tenth of the horizon";
}

/** @throws AppError invalid */
export function assertSchedules(schedules: readonly RefreshSchedule[], now: number): void {
  for (const { id, cron } of schedules) {
    if (nextCronAt(cron, now) === null) throw new AppError("invalid", `the ${id} schedule "${cron}" never comes`);
  }
  if (new Set(schedules.map(({ id }) => id)).size < schedules.length) {
    throw new AppError("invalid", "each schedule is named once: weekly, monthly");
  }
}

/** @throws AppError invalid */
export function assertGates(gates: Gates): void {
  const numbers = [gates.tradesMin, gates.profitFactorMin, gates.calibrationErrorMax, gates.drawdownMax];
  if (![...numbers, gates.latencyMillisMax].every((value) => Number.isFinite(value) && value >= 0)) {
    throw new AppError("invalid", "a gate's limit is a number of at least 0");
  }
}
