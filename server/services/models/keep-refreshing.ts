/**
 * Keeps the loop going: open runs have their job, the queue knows each model's schedules, outcomes and drift are looked
 * at. What a killed worker, an
 * emptied queue or an edit while it was away left behind is mended at the next look.
 */
import type { Clock } from "@/server/ports/clock";
import type { JobQueue } from "@/server/ports/job-queue";
import type { ModelStore } from "@/server/ports/model-store";
import type { TrainingStore } from "@/server/ports/training-store";
import type { BackOff } from "@/server/services/back-off";
import { scoreSlot } from "@/server/services/inference/score-slot";
import { jobKey } from "@/server/services/supervisor";
import { reschedule } from "./reschedule";

export type KeepRefreshingDeps = Readonly<{
  models: Pick<ModelStore, "listModels">;
  training: Pick<TrainingStore, "listOpenRuns">;
  queue: Pick<JobQueue, "add" | "ensure" | "schedule">;
  backOff: BackOff;
  clock: Clock;
}>;

/** An emptied queue is noticed within this time, µs. */
const RESCHEDULE_MICROS = 3_600_000_000;

/** Outcomes are looked for so often. */
const SCORE_MICROS = 120_000_000;

/** As part of a job's id, which may hold no ":". */
const isoUntil = (at: number, length: number): string =>
  new Date(at / 1_000).toISOString().slice(0, length).replace(":", "");

export function keepRefreshing(deps: KeepRefreshingDeps): () => Promise<void> {
  const known = new Map<string, Readonly<{ text: string; at: number }>>();
  return async () => {
    for (const { id: runId } of await deps.training.listOpenRuns()) {
      if (deps.backOff.mayStart(jobKey("model.train", { runId }))) await deps.queue.ensure("model.train", { runId });
    }
    const now = deps.clock.nowMicros();
    await deps.queue.add("models.drift", { hour: isoUntil(now, "2026-11-21T21".length) });
    await deps.queue.add("predictions.score", {
      slot: isoUntil(now - (now % SCORE_MICROS), "2026-11-21T21:05".length),
    });
    await deps.queue.add("inference.score", { slot: scoreSlot(now), ask: null });
    for (const model of await deps.models.listModels()) {
      const text = JSON.stringify(model.schedules);
      const last = known.get(model.name);
      if (last?.text === text && now - last.at < RESCHEDULE_MICROS) continue;
      await reschedule(deps.queue, model);
      known.set(model.name, { text, at: now });
    }
  };
}
