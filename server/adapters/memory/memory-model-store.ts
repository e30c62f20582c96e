/** ModelStore that forgets. One thing at a time, as under the database's lock. */
import { AppError } from "@/server/domain/errors";
import type { DriftReport } from "@/server/domain/models/drift";
import type { Model, ModelEvent, ModelVersion } from "@/server/domain/models/model-version";
import type { ModelStore } from "@/server/ports/model-store";

export function createMemoryModelStore(): ModelStore {
  const models = new Map<string, Omit<Model, "championVersion">>();
  const versions: ModelVersion[] = [];
  const events: ModelEvent[] = [];
  const drift: DriftReport[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };
  const get = (name: string): Omit<Model, "championVersion"> => {
    const model = models.get(name);
    if (!model) throw new AppError("not_found", `There is no model ${name}`, { facts: { model: name } });
    return model;
  };
  const crowned = (model: Omit<Model, "championVersion">): Model => ({
    ...model,
    championVersion: versions.find((one) => one.model === model.name && one.state === "champion")?.version ?? null,
  });
  const save = (event: Omit<ModelEvent, "id">): void => void events.push({ ...event, id: events.length + 1 });
  const ofModel = (name: string): readonly ModelVersion[] =>
    versions.filter(({ model }) => model === name).toSorted((a, b) => b.version - a.version);

  return {
    listModels: async () => [...models.values()].map(crowned),
    findModel: async (name) => {
      const model = models.get(name);
      return model ? crowned(model) : null;
    },
    async createModel(model, deed) {
      if (models.has(model.name)) throw new AppError("conflict", `There is a model ${model.name} already`);
      models.set(model.name, model);
      save({ ...deed, model: model.name, version: null, kind: "created", from: null, to: null });
    },
    async editModel(name, edit, deed) {
      models.set(name, { ...get(name), ...edit });
      save({ ...deed, model: name, version: null, kind: "edited", from: null, to: null });
    },
    listVersions: async (name) => ofModel(name),
    findVersion: async (name, version) => ofModel(name).find((one) => one.version === version) ?? null,
    listLive: async () => versions.filter(({ state }) => state === "champion" || state === "shadow"),
    addVersion: ({ make, ...of }, deed) =>
      inTurn(async () => {
        get(of.model);
        const known = versions.find(({ runId }) => of.runId !== null && runId === of.runId);
        if (known) return known;
        const version = (ofModel(of.model)[0]?.version ?? 0) + 1;
        const made = await make(version);
        const times = { createdAt: deed.at, stateSince: deed.at };
        const added: ModelVersion = { ...of, ...made, ...times, version, state: "candidate" };
        versions.push(added);
        save({ ...deed, model: of.model, version, kind: "created", from: null, to: "candidate" });
        return added;
      }),
    move: (name, plan, deed) =>
      inTurn(async () => {
        get(name);
        const moves = plan(ofModel(name));
        for (const { version, to } of moves) {
          const place = versions.findIndex((one) => one.model === name && one.version === version);
          const before = versions[place];
          if (before) versions[place] = { ...before, state: to, stateSince: deed.at };
        }
        for (const { version, from, to, kind, why } of moves) {
          save({ model: name, version, from, to, kind, why, ...deed });
        }
        return moves;
      }),
    saveEvent: async (event) => save(event),
    listEvents: async (name, limit) =>
      events
        .filter(({ model }) => model === name)
        .toReversed()
        .slice(0, limit),
    saveDrift: async (report) => void drift.push(report),
    async listDrift(name) {
      const newest = new Map(drift.filter(({ model }) => model === name).map((one) => [one.version, one]));
      return [...newest.values()].toSorted((a, b) => b.version - a.version);
    },
  };
}
