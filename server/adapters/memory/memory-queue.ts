import type { JobName, JobPayload } from "@/server/jobs/catalog";
import { catalog } from "@/server/jobs/catalog";
import type { JobQueue } from "@/server/ports/job-queue";

type State = "waiting" | "active" | "completed" | "failed";
export type MemoryJob = { id: string; name: JobName; payload: unknown; state: State };

export type MemoryQueue = JobQueue &
  Readonly<{
    /** In the order in which they were added. */
    jobs: () => readonly Readonly<MemoryJob>[];
    /** Cron by the schedule's name. */
    schedules: () => ReadonlyMap<string, string>;
    /** What a worker would do to a job. */
    move: (id: string, state: Exclude<State, "waiting">) => void;
  }>;

/** A queue that runs nothing: tests look at it and move its jobs by hand. */
export function createMemoryQueue(): MemoryQueue {
  const jobs = new Map<string, MemoryJob>();
  const schedules = new Map<string, string>();
  const add = <N extends JobName>(name: N, payload: JobPayload<N>): void => {
    const id = (catalog[name].jobId as (payload: JobPayload<N>) => string)(payload);
    if (!jobs.has(id)) jobs.set(id, { id, name, payload, state: "waiting" });
  };
  return {
    async add(name, payload) {
      add(name, payload);
    },
    async ensure(name, payload) {
      const id = (catalog[name].jobId as (given: typeof payload) => string)(payload);
      const state = jobs.get(id)?.state;
      if (state === "completed" || state === "failed") jobs.delete(id);
      add(name, payload);
    },
    async schedule(id, cron) {
      if (cron === null) schedules.delete(id);
      else schedules.set(id, cron);
    },
    async counts() {
      const queues = [...new Set(Object.values(catalog).map(({ queue }) => queue))];
      return queues.map((queue) => {
        const count = (state: State): number =>
          [...jobs.values()].filter((job) => job.state === state && catalog[job.name].queue === queue).length;
        return {
          queue,
          waiting: count("waiting"),
          active: count("active"),
          delayed: 0,
          failed: count("failed"),
          completed: count("completed"),
        };
      });
    },
    async close() {},
    jobs: () => [...jobs.values()],
    schedules: () => schedules,
    move(id, state) {
      const job = jobs.get(id);
      if (!job) throw new Error(`there is no job ${id}`);
      // As in BullMQ: a long job that ended is not kept.
      if (state === "completed" && catalog[job.name].timeoutMs === null) jobs.delete(id);
      else job.state = state;
    },
  };
}
