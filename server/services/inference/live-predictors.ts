/**
 * Keeps a predictor open for every version that must answer, and follows promotions. A new one is opened and proved
 * before it takes its place; one that is refused is said, and the one before goes on.
 */
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { Prediction } from "@/server/domain/models/prediction";
import type { HostLog } from "@/server/services/desks/host-log";
import { openPredictor, type Predictor, type PredictorDeps } from "./predictor";

export type Live = Readonly<{ predictor: Predictor; role: Prediction["role"] }>;

export type LivePredictorsDeps = PredictorDeps &
  Readonly<{
    /** Champions and shadows of all models. */
    listLive: () => Promise<readonly ModelVersion[]>;
    log: HostLog;
  }>;

export type LivePredictors = Readonly<{
  /** Champions first, then shadows. */
  all: () => readonly Live[];
  /** Looks at the registry. Not while a predictor is being asked: it releases those that no longer count. */
  refresh: () => Promise<void>;
  close: () => Promise<void>;
}>;

/** A file that was refused is looked at again after so many looks at the registry. */
const LOOKS_BETWEEN_TRIES = 20;

/** @param isWanted  whether a version's answers are of use here */
export function createLivePredictors(
  deps: LivePredictorsDeps,
  isWanted: (version: ModelVersion) => boolean,
): LivePredictors {
  let live: readonly Live[] = [];
  const refused = new Map<string, number>();

  const open = async (version: ModelVersion): Promise<Predictor | null> => {
    const looks = refused.get(keyOf(version)) ?? 0;
    if (looks > 0) {
      refused.set(keyOf(version), looks - 1);
      return null;
    }
    try {
      const predictor = await openPredictor(deps, version);
      refused.delete(keyOf(version));
      return predictor;
    } catch (error) {
      refused.set(keyOf(version), LOOKS_BETWEEN_TRIES);
      const { model, version: number } = version;
      deps.log.warn(
        { model, version: number, err: error },
        "A model's version cannot be asked; the one before goes on",
      );
      return null;
    }
  };

  return {
    all: () => live,
    async refresh() {
      const wanted = (await deps.listLive()).filter(isWanted);
      const next: Live[] = [];
      for (const version of wanted) {
        const role = version.state === "champion" ? "champion" : "shadow";
        const known = live.find(({ predictor }) => keyOf(predictor.version) === keyOf(version));
        const predictor = known?.predictor ?? (await open(version));
        if (predictor) next.push({ predictor, role });
        else if (role === "champion") next.push(...championOf(live, version.model));
      }
      const kept = distinct(next).toSorted((a, b) => Number(a.role === "shadow") - Number(b.role === "shadow"));
      const gone = live.filter((one) => !kept.some(({ predictor }) => predictor === one.predictor));
      live = kept;
      for (const { predictor } of gone) await predictor.release();
    },
    async close() {
      const all = live;
      live = [];
      for (const { predictor } of all) await predictor.release();
    },
  };
}

const keyOf = ({ model, version }: ModelVersion): string => `${model}/${version}`;

const championOf = (live: readonly Live[], model: string): readonly Live[] =>
  live.filter(({ role, predictor }) => role === "champion" && predictor.version.model === model);

/** The champion of before stands in once, also where it is a shadow by now. */
const distinct = (all: readonly Live[]): readonly Live[] =>
  all.filter((one, i) => {
    const others = all.filter(({ predictor }, j) => j !== i && predictor === one.predictor);
    return others.length === 0 || one.role === "champion";
  });
