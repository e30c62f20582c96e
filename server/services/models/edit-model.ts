/** A model is made and edited by people, with a reason; every edit is an event. */
import { AppError } from "@/server/domain/errors";
import type { Model } from "@/server/domain/models/model-version";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { ModelEdit, ModelStore } from "@/server/ports/model-store";
import { announceModel } from "./announce";
import { assertGates, assertRecipe, assertSchedules, type KnownParts } from "./check-recipe";
import { getModel } from "./read-models";

export type EditModelDeps = Readonly<{
  models: ModelStore;
  bus: Bus;
  clock: Clock;
  known: () => Promise<KnownParts>;
  /** Brings the queue's schedulers in line with the model's. */
  reschedule: (model: Model) => Promise<void>;
}>;

export type NewModel = Readonly<
  Pick<Model, "name" | "title" | "recipe" | "gates" | "schedules" | "promotion"> & { why: string }
>;

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** @throws AppError invalid with the rules that are broken; conflict */
export async function createModel(deps: EditModelDeps, { why, ...model }: NewModel, who: string): Promise<Model> {
  if (!NAME.test(model.name)) {
    throw new AppError("invalid", `a model's name is a to z, 0 to 9 and "-", at most 63, was "${model.name}"`);
  }
  await assertFits(deps, model);
  const at = deps.clock.nowMicros();
  await deps.models.createModel({ ...model, createdAt: at }, { who, why, at });
  return afterwards(deps, model.name);
}

export type ModelChange = Readonly<{ model: string; edit: ModelEdit; why: string }>;

/** @throws AppError not_found; invalid with the rules that are broken */
export async function editModel(deps: EditModelDeps, { model, edit, why }: ModelChange, who: string): Promise<Model> {
  await getModel(deps, model);
  await assertFits(deps, edit);
  const what = Object.keys(edit).join(", ");
  if (what === "") throw new AppError("invalid", "nothing was edited");
  await deps.models.editModel(model, edit, { who, why: `${what}: ${why}`, at: deps.clock.nowMicros() });
  return afterwards(deps, model);
}

async function assertFits(deps: EditModelDeps, { recipe, gates, schedules }: ModelEdit): Promise<void> {
  if (recipe) assertRecipe(recipe, await deps.known());
  if (gates) assertGates(gates);
  if (schedules) assertSchedules(schedules, deps.clock.nowMicros());
}

async function afterwards(deps: EditModelDeps, name: string): Promise<Model> {
  const model = await getModel(deps, name);
  await deps.reschedule(model);
  await announceModel(deps.bus, name);
  return model;
}
