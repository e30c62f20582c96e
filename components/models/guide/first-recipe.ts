/** The first model of an empty registry: small enough to be trained while one watches, honest enough to be believed. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { ModelRecipe } from "@/server/domain/models/recipe";

export const FIRST_MODEL = { name: "first-look", title: "First look" } as const;

/** What the first model needs of the past, days: its walks, and what the quarantine hides. */
export const FIRST_HISTORY_DAYS = 30;

/** At most so many instruments, so that the run stays under three minutes on two cores. */
const INSTRUMENTS_MAX = 2;

/** Spot before perpetuals: the same market twice teaches nothing. */
export const firstInstruments = (all: readonly InstrumentSpec[]): readonly string[] =>
  all
    .toSorted((a, b) => Number(a.contract !== null) - Number(b.contract !== null))
    .slice(0, INSTRUMENTS_MAX)
    .map(({ id }) => id);

export const firstRecipe = (instrumentIds: readonly string[]): ModelRecipe => ({
  featureSet: "bars-5m",
  instrumentIds,
  label: { kind: "direction", horizonMicros: 15 * 60e6 },
  families: ["logistic", "gbdt-leaf"],
  folds: {
    trainDays: 10,
    validDays: 2,
    testDays: 2,
    stepDays: 2,
    walksMax: 3,
    combinatorial: null,
    embargoShare: 0.01,
  },
  search: { kind: "none", trialsMax: 1, budgetSeconds: 30 },
  calibration: "isotonic",
  trading: { probabilityMin: 0.6, confidenceMin: 0.6, interval: "5m", holdMicrosMax: 60 * 60e6 },
  seed: 1,
});
