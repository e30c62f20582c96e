/** PredictionStore that forgets. */
import type { PredictionStore, StoredPrediction } from "@/server/ports/prediction-store";

export function createMemoryPredictionStore(): PredictionStore {
  const kept = new Map<string, StoredPrediction>();
  const newestFirst = (): StoredPrediction[] =>
    [...kept.values()].toSorted((a, b) => b.askedAt - a.askedAt || b.id - a.id);
  return {
    async add(predictions) {
      for (const one of predictions) {
        const key = JSON.stringify([one.model, one.version, one.instrumentId, one.askedAt]);
        const rest = { deskId: null, outcome: null, scoredAt: null };
        if (!kept.has(key)) kept.set(key, { ...one, ...rest, id: kept.size + 1 });
      }
    },
    list: async ({ model, version, from, limit, scored }) =>
      newestFirst()
        .filter((one) => one.model === model && one.version === version && one.askedAt >= from)
        .filter((one) => one.outcome !== null || !scored)
        .slice(0, limit),
    listUnscored: async ({ before, limit }) =>
      newestFirst()
        .filter((one) => one.scoredAt === null && one.askedAt + one.horizonMicros < before)
        .toReversed()
        .slice(0, limit),
    async saveOutcomes(outcomes) {
      for (const [key, one] of kept) {
        const found = outcomes.find(({ id }) => id === one.id);
        if (found && one.scoredAt === null) kept.set(key, { ...one, ...found });
      }
    },
    async drop(before) {
      const old = [...kept].filter(([, { scoredAt }]) => scoredAt !== null && scoredAt < before);
      for (const [key] of old) kept.delete(key);
      return old.length;
    },
  };
}
