/** ModelStore that forgets. One thing at a time, as under the database's lock. */
import { AppError } from "@/server/domain/errors";
import type { DriftReport } from "@/server/domain/models/drift";
import type { Model, ModelEvent, ModelVersion } from "@/server/domain/models/model-version";
import type { ModelStore } from "@/server/ports/model-store";

type Bare = Omit<Model, "championVersion">;
type Kept = Readonly<{
  models: Map<string, Bare>;
  versions: ModelVersion[];
  events: ModelEvent[];
  drift: DriftReport[];
}>;

export function createMemoryModelStore(): ModelStore {
  const kept: Kept = { models: new Map(), versions: [], events: [], drift: [] };
  return { ...modelsOf(kept), ...versionsOf(kept), ...toldOf(kept) };
}

function get({ models }: Kept, name: string): Bare {
  const model = models.get(name);
  if (!model) throw new AppError("not_found", `There is no model ${name}`, { facts: { model: name } });
  return model;
}

const save = ({ events }: Kept, event: Omit<ModelEvent, "id">): void =>
  void events.push({ ...event, id: events.length + 1 });

const ofModel = ({ versions }: Kept, name: string): readonly ModelVersion[] =>
  versions.filter(({ model }) => model === name).toSorted((a, b) => b.version - a.version);

function modelsOf(kept: Kept): Pick<ModelStore, "listModels" | "findModel" | "createModel" | "editModel"> {
  const { models } = kept;
  const crowned = (model: Bare): Model => ({
    ...model,
    championVersion: ofModel(kept, model.name).find(({ state }) => state === "champion")?.version ?? null,
  });
  return {
    listModels: async () => [...models.values()].map(crowned),
    findModel: async (name) => {
      const model = models.get(name);
      return model ? crowned(model) : null;
    },
    async createModel(model, deed) {
      if (models.has(model.name)) throw new AppError("conflict", `There is a model ${model.name} already`);
      models.set(model.name, model);
      save(kept, { ...deed, model: model.name, version: null, kind: "created", from: null, to: null });
    },
    async editModel(name, edit, deed) {
      models.set(name, { ...get(kept, name), ...edit });
      save(kept, { ...deed, model: name, version: null, kind: "edited", from: null, to: null });
    },
  };
}

function versionsOf(kept: Kept): Pick<ModelStore, "listVersions" | "findVersion" | "listLive" | "addVersion" | "move"> {
  const { versions } = kept;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };
  return {
    listVersions: async (name) => ofModel(kept, name),
    findVersion: async (name, version) => ofModel(kept, name).find((one) => one.version === version) ?? null,
    listLive: async () => versions.filter(({ state }) => state === "champion" || state === "shadow"),
    addVersion: ({ make, ...of }, deed) =>
      inTurn(async () => {
        get(kept, of.model);
        const known = versions.find(({ runId }) => of.runId !== null && runId === of.runId);
        if (known) return known;
        const version = (ofModel(kept, of.model)[0]?.version ?? 0) + 1;
        const made = await make(version);
        const times = { createdAt: deed.at, stateSince: deed.at };
        const added: ModelVersion = { ...of, ...made, ...times, version, state: "candidate" };
        versions.push(added);
        save(kept, { ...deed, model: of.model, version, kind: "created", from: null, to: "candidate" });
        return added;
      }),
    move: (name, plan, deed) =>
      inTurn(async () => {
        get(kept, name);
        const moves = plan(ofModel(kept, name));
        for (const { version, from, to, kind, why } of moves) {
          const place = versions.findIndex((one) => one.model === name && one.version === version);
          const before = versions[place];
          if (before) versions[place] = { ...before, state: to, stateSince: deed.at };
          save(kept, { model: name, version, from, to, kind, why, ...deed });
        }
        return moves;
      }),
  };
}

function toldOf(kept: Kept): Pick<ModelStore, "saveEvent" | "listEvents" | "saveDrift" | "listDrift"> {
  const { events, drift } = kept;
  return {
    saveEvent: async (event) => save(kept, event),
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
