/** What a new model can be made of, and a recipe to begin with for the present market. */
import { DEFAULT_SCHEDULES } from "@/server/domain/models/model-version";
import { DEFAULT_GATES, type ModelRecipe } from "@/server/domain/models/recipe";
import { FEATURE_SETS } from "@/server/features/sets/registry";
import { modelFamilies } from "@/server/learning/families";
import type { InstrumentStore } from "@/server/ports/market-store";
import type { KnownParts } from "./check-recipe";
import type { RecipeOptions } from "./model-views";

export type RecipeOptionsDeps = Readonly<{
  instruments: Pick<InstrumentStore, "findSource" | "listInstruments">;
  /** In words. */
  quarantineOf: (instrumentId: string | null) => Promise<string>;
}>;

/** Bars that were brought along have no venue that could be the present source. */
const IMPORT_VENUE = "import";
const HOUR_MICROS = 3_600_000_000;
const FIRST_FAMILIES = ["logistic", "gbdt-leaf"];
const FIRST_INSTRUMENTS_MAX = 3;

export async function knownParts({ instruments }: Pick<RecipeOptionsDeps, "instruments">): Promise<KnownParts> {
  const source = await instruments.findSource();
  const venues = [...(source ? [source.venueId] : []), IMPORT_VENUE];
  const found = (await Promise.all(venues.map((venue) => instruments.listInstruments(venue)))).flat();
  return {
    families: modelFamilies.map(({ name, title, explanation }) => ({ name, title, explanation })),
    featureSets: FEATURE_SETS.map(({ name, version, columns, grid }) => ({
      name,
      version,
      columns: columns.length,
      grid: grid.kind === "bar" ? grid.interval : "1s",
    })),
    instruments: found.map(({ id, symbol }) => ({ id, symbol })),
  };
}

export async function recipeOptions(deps: RecipeOptionsDeps): Promise<RecipeOptions> {
  const known = await knownParts(deps);
  return {
    ...known,
    recipe: firstRecipe(known),
    gates: DEFAULT_GATES,
    schedules: DEFAULT_SCHEDULES,
    quarantine: await deps.quarantineOf(known.instruments[0]?.id ?? null),
  };
}

/** Small enough to be trained in minutes; a person widens it once the loop is understood. */
function firstRecipe({ families, featureSets, instruments }: KnownParts): ModelRecipe {
  const wanted = families.filter(({ name }) => FIRST_FAMILIES.includes(name));
  return {
    featureSet: featureSets[0]?.name ?? "",
    instrumentIds: instruments.slice(0, FIRST_INSTRUMENTS_MAX).map(({ id }) => id),
    label: { kind: "direction", horizonMicros: HOUR_MICROS },
    families: (wanted.length > 0 ? wanted : families).map(({ name }) => name),
    folds: {
      trainDays: 180,
      validDays: 30,
      testDays: 30,
      stepDays: 7,
      walksMax: 12,
      combinatorial: { groups: 6, heldOut: 2 },
      embargoShare: 0.01,
    },
    search: { kind: "tpe", trialsMax: 8, budgetSeconds: 45 },
    calibration: "isotonic",
    trading: { probabilityMin: 0.6, confidenceMin: 0.6, interval: "5m", holdMicrosMax: HOUR_MICROS },
    seed: 1,
  };
}
