/** What every JobQueue guarantees, without a worker. */
import { expect, test } from "vitest";
import type { JobQueue } from "@/server/ports/job-queue";

export type QueueHarness = Readonly<{ queue: JobQueue }>;

async function countsOf(queue: JobQueue, name: string) {
  return (await queue.counts()).find((counts) => counts.queue === name);
}

/** @param setup  an empty queue */
export function jobQueueContract(setup: () => Promise<QueueHarness>): void {
  test("a job is added once however often it is asked for", async () => {
    const { queue } = await setup();
    await queue.add("database.maintain", { hour: "2026-01-01T00" });
    await queue.add("database.maintain", { hour: "2026-01-01T00" });
    await queue.ensure("database.maintain", { hour: "2026-01-01T00" });
    expect(await countsOf(queue, "maintenance")).toMatchObject({ waiting: 1, active: 0, failed: 0 });
    await queue.add("database.maintain", { hour: "2026-01-01T01" });
    expect(await countsOf(queue, "maintenance")).toMatchObject({ waiting: 2 });
  });

  test("each queue is counted, an untouched one too", async () => {
    const { queue } = await setup();
    await queue.ensure("desk.run", { deskId: "desk-1" });
    const waiting = new Map((await queue.counts()).map((counts) => [counts.queue, counts.waiting]));
    expect(waiting).toEqual(
      new Map([
        ["live", 1],
        ["maintenance", 0],
        ["training", 0],
      ]),
    );
  });
}
