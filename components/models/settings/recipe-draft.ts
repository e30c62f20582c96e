/** A recipe as typed text and back, with what is wrong in words. Pure. */
import { INTERVALS, type Interval } from "@/server/domain/candle";
import type { LabelSpec } from "@/server/domain/models/label";
import type { ModelRecipe } from "@/server/domain/models/recipe";
import { readNumber, shortest } from "./gates-draft";

const MINUTE = 60e6;
const SECOND = 1e6;

/** What is typed; all of it text, so that half a number can stand there. */
export type RecipeTexts = Readonly<Record<NumberField, string>>;
export type RecipeDraft = Readonly<{
  featureSet: string;
  instrumentIds: readonly string[];
  families: readonly string[];
  label: LabelSpec["kind"];
  calibration: ModelRecipe["calibration"];
  search: ModelRecipe["search"]["kind"];
  /** "none" where the grid is of seconds. */
  interval: Interval | "none";
  isCombinatorial: boolean;
  texts: RecipeTexts;
}>;

export type NumberField =
  | "horizon"
  | "widthSigma"
  | "trainDays"
  | "validDays"
  | "testDays"
  | "stepDays"
  | "walksMax"
  | "groups"
  | "heldOut"
  | "embargo"
  | "trialsMax"
  | "budgetSeconds"
  | "probability"
  | "confidence"
  | "holdMinutes"
  | "seed";

type FieldSpec = Readonly<{ label: string; hint: string; unit: string; min: number; max: number; isWhole: boolean }>;

type Rest = Readonly<{ bounds: readonly [min: number, max: number]; isWhole?: boolean; hint?: string }>;

const spec = (label: string, unit: string, { bounds, isWhole = true, hint = "" }: Rest): FieldSpec => ({
  label,
  unit,
  min: bounds[0],
  max: bounds[1],
  isWhole,
  hint,
});

export const NUMBER_FIELDS: Readonly<Record<NumberField, FieldSpec>> = {
  horizon: spec("Horizon", "min", { bounds: [1 / 60, 43_200], isWhole: false, hint: "How far ahead it looks." }),
  widthSigma: spec("Width of the barriers", "sigma", { bounds: [0.1, 10], isWhole: false }),
  trainDays: spec("Training window", "days", { bounds: [1, 2_000] }),
  validDays: spec("Validation window", "days", { bounds: [1, 365], hint: "Stops the fit and calibrates it." }),
  testDays: spec("Test window", "days", { bounds: [1, 365], hint: "Only for scores." }),
  stepDays: spec("Step", "days", { bounds: [1, 365], hint: "From one walk to the next." }),
  walksMax: spec("Walks", "", { bounds: [1, 60], hint: "The newest so many are scored." }),
  groups: spec("Groups", "", { bounds: [2, 20] }),
  heldOut: spec("Held out", "", { bounds: [1, 10] }),
  embargo: spec("Embargo", "%", {
    bounds: [0, 10],
    isWhole: false,
    hint: "Of the sample, left out after each test window.",
  }),
  trialsMax: spec("Trials a family", "", { bounds: [1, 500] }),
  budgetSeconds: spec("Time for the search", "s", { bounds: [5, 86_400], hint: "For all families together." }),
  probability: spec("Probability to trade", "%", {
    bounds: [50, 99],
    isWhole: false,
    hint: "Buys above, sells below what is left of 100 %.",
  }),
  confidence: spec("Confidence to trade", "%", {
    bounds: [0, 100],
    isWhole: false,
    hint: "Share of out-of-sample predictions that were less decided.",
  }),
  holdMinutes: spec("Holds at most", "min", { bounds: [1 / 60, 525_600], isWhole: false }),
  seed: spec("Seed", "", { bounds: [0, 2 ** 31 - 1] }),
};

export function recipeDraft(recipe: ModelRecipe): RecipeDraft {
  const { label, folds, search, trading } = recipe;
  const numbers: Record<NumberField, number> = {
    horizon: label.horizonMicros / MINUTE,
    widthSigma: label.kind === "triple-barrier" ? label.widthSigma : 1,
    trainDays: folds.trainDays,
    validDays: folds.validDays,
    testDays: folds.testDays,
    stepDays: folds.stepDays,
    walksMax: folds.walksMax,
    groups: folds.combinatorial?.groups ?? 6,
    heldOut: folds.combinatorial?.heldOut ?? 2,
    embargo: folds.embargoShare * 100,
    trialsMax: search.trialsMax,
    budgetSeconds: search.budgetSeconds,
    probability: trading.probabilityMin * 100,
    confidence: trading.confidenceMin * 100,
    holdMinutes: trading.holdMicrosMax / MINUTE,
    seed: recipe.seed,
  };
  return {
    featureSet: recipe.featureSet,
    instrumentIds: recipe.instrumentIds,
    families: recipe.families,
    label: label.kind,
    calibration: recipe.calibration,
    search: search.kind,
    interval: trading.interval ?? "none",
    isCombinatorial: folds.combinatorial !== null,
    texts: Object.fromEntries(Object.entries(numbers).map(([field, value]) => [field, shortest(value)])) as Record<
      NumberField,
      string
    >,
  };
}

export type ProblemAt = NumberField | "families" | "instrumentIds";
export type RecipeReading = Readonly<{ recipe: ModelRecipe | null; problems: ReadonlyMap<ProblemAt, string> }>;

/** Which numbers mean something under what else is chosen. */
export function fieldsOf({ label, search, isCombinatorial }: RecipeDraft): readonly NumberField[] {
  const idle = new Set<NumberField>([
    ...(label === "triple-barrier" ? [] : (["widthSigma"] as const)),
    ...(isCombinatorial ? [] : (["groups", "heldOut"] as const)),
    ...(search === "none" ? (["trialsMax", "budgetSeconds"] as const) : []),
  ]);
  return (Object.keys(NUMBER_FIELDS) as NumberField[]).filter((field) => !idle.has(field));
}

export function readRecipe(draft: RecipeDraft, base: ModelRecipe): RecipeReading {
  const problems = new Map<ProblemAt, string>();
  const used = new Set(fieldsOf(draft));
  const before = recipeDraft(base).texts;
  const number = (field: NumberField): number => {
    const { value, problem } = readNumber(used.has(field) ? draft.texts[field] : before[field], NUMBER_FIELDS[field]);
    if (problem !== null && used.has(field)) problems.set(field, problem);
    return value;
  };
  const horizonMicros = Math.round(number("horizon") * 60) * SECOND;
  const label: LabelSpec =
    draft.label === "triple-barrier"
      ? { kind: draft.label, horizonMicros, widthSigma: number("widthSigma") }
      : { kind: draft.label, horizonMicros };
  const recipe: ModelRecipe = {
    featureSet: draft.featureSet,
    instrumentIds: draft.instrumentIds,
    label,
    families: draft.families,
    folds: {
      trainDays: number("trainDays"),
      validDays: number("validDays"),
      testDays: number("testDays"),
      stepDays: number("stepDays"),
      walksMax: number("walksMax"),
      combinatorial: draft.isCombinatorial ? { groups: number("groups"), heldOut: number("heldOut") } : null,
      embargoShare: number("embargo") / 100,
    },
    search: { kind: draft.search, trialsMax: number("trialsMax"), budgetSeconds: number("budgetSeconds") },
    calibration: draft.calibration,
    trading: {
      probabilityMin: number("probability") / 100,
      confidenceMin: number("confidence") / 100,
      interval: INTERVALS.find((interval) => interval === draft.interval) ?? null,
      holdMicrosMax: Math.round(number("holdMinutes") * 60) * SECOND,
    },
    seed: number("seed"),
  };
  whole(draft, recipe, problems);
  return { recipe: problems.size === 0 ? recipe : null, problems };
}

/** What no single field can know. */
function whole(draft: RecipeDraft, { folds }: ModelRecipe, problems: Map<ProblemAt, string>): void {
  if (draft.families.length === 0) problems.set("families", "At least one family must be tried");
  if (draft.instrumentIds.length === 0) problems.set("instrumentIds", "At least one instrument is needed");
  if (folds.combinatorial !== null && folds.combinatorial.heldOut >= folds.combinatorial.groups)
    problems.set(
      "heldOut",
      `Of ${folds.combinatorial.groups} groups fewer than all must be held out, this is ${folds.combinatorial.heldOut}`,
    );
}

/** As it is sent: lists of its own, since what is sent may be changed on the way. */
export const toInput = (recipe: ModelRecipe) => ({
  ...recipe,
  instrumentIds: [...recipe.instrumentIds],
  families: [...recipe.families],
});
