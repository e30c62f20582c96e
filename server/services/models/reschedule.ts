import type { Model } from "@/server/domain/models/model-version";
import type { JobQueue } from "@/server/ports/job-queue";

const SCHEDULES = ["weekly", "monthly"] as const;

/** Brings the queue's schedules of a model in line with its own. Doing it again changes nothing. */
export async function reschedule(queue: Pick<JobQueue, "schedule">, { name, schedules }: Model): Promise<void> {
  for (const id of SCHEDULES) {
    const wanted = schedules.find((schedule) => schedule.id === id && schedule.isEnabled);
    const payload = { model: name, schedule: id };
    await queue.schedule(`refresh-${name}-${id}`, wanted?.cron ?? null, { name: "model.refresh", payload });
  }
}
