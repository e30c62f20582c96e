/** What people and schedules may ask of training: a run, its end, and what the ledger says. */
import { AppError } from "@/server/domain/errors";
import type { RefreshSchedule } from "@/server/domain/models/model-version";
import type { TrainingRun } from "@/server/domain/models/training-run";
import { type Bus, topics } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { JobQueue } from "@/server/ports/job-queue";
import type { ModelStore } from "@/server/ports/model-store";
import type { TrainingStore } from "@/server/ports/training-store";
import { announceModel } from "./announce";
import { getModel } from "./read-models";

export type TrainingDeskDeps = Readonly<{
  models: ModelStore;
  training: TrainingStore;
  queue: Pick<JobQueue, "ensure">;
  bus: Bus;
  clock: Clock;
}>;

export type RefreshRequest = Readonly<{ model: string; cause: "by hand" | RefreshSchedule["id"]; who: string }>;

/**
 * Asks for a run; it begins when a worker is free.
 *
 * @returns the run, or null for a schedule that finds one under way: it is late enough
 * @throws AppError conflict for a person who asks while one is under way
 */
export async function requestRun(deps: TrainingDeskDeps, request: RefreshRequest): Promise<TrainingRun | null> {
  const { training, queue, bus, clock } = deps;
  const { name: model, recipe } = await getModel(deps, request.model);
  const { cause, who } = request;
  const queuedAt = clock.nowMicros();
  const id = runId(request, queuedAt);
  if (await training.addRun({ id, model, recipe, cause, who, queuedAt })) {
    await queue.ensure("model.train", { runId: id });
    await announceModel(bus, model);
    return training.findRun(id);
  }
  if (cause !== "by hand") return null;
  const open = (await training.listOpenRuns()).find((run) => run.model === model);
  const words = open ? `is ${open.state} since ${new Date(open.queuedAt / 1_000).toISOString()}` : "was made just now";
  throw new AppError("conflict", `A run of ${model} ${words}: cancel it first, or wait`, { facts: { run: open?.id } });
}

/** By the minute: two workers that hear the same schedule ask for the same run. */
const runId = ({ model, cause }: RefreshRequest, at: number): string => {
  const time = new Date(at / 1_000).toISOString().replaceAll(/[-:]/g, "");
  return cause === "by hand"
    ? `${model}-${time.slice(0, 19).replace(".", "")}`
    : `${model}-${cause}-${time.slice(0, 13)}`;
};

export async function getRun({ training }: Pick<TrainingDeskDeps, "training">, runId_: string): Promise<TrainingRun> {
  const run = await training.findRun(runId_);
  if (!run) throw new AppError("not_found", `There is no run ${runId_}`, { facts: { runId: runId_ } });
  return run;
}

/** @throws AppError not_found; refused when it has ended */
export async function cancelRun(deps: TrainingDeskDeps, id: string, who: string): Promise<TrainingRun> {
  const { training, bus, clock } = deps;
  const run = await getRun(deps, id);
  if (!(await training.cancelRun(id, { who, at: clock.nowMicros() }))) {
    throw new AppError("refused", `The run ${id} is ${(await getRun(deps, id)).state} already`);
  }
  await Promise.allSettled([bus.publish(topics.training(id), ""), announceModel(bus, run.model)]);
  return getRun(deps, id);
}
