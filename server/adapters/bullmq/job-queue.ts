/** JobQueue on BullMQ. */
import type { JobsOptions } from "bullmq";
import type { JobName, JobPayload } from "@/server/jobs/catalog";
import { catalog } from "@/server/jobs/catalog";
import type { JobQueue, QueueCounts } from "@/server/ports/job-queue";
import { type OpenQueue, openQueue, type QueueConnection } from "./connection";

export type JobQueueOptions = Readonly<{
  connection: QueueConnection;
  /** A connection broke or came back broken; BullMQ goes on trying. */
  onError: (error: unknown) => void;
}>;

type QueueName = (typeof catalog)[JobName]["queue"];

const RETRY_DELAY_MS = 1_000;
const FINISHED_KEPT = 100;
const FINISHED_KEPT_SECONDS = 24 * 3600;

const queueNames = [...new Set(Object.values(catalog).map(({ queue }) => queue))];

/** Connects on first use. */
export function createJobQueue({ connection, onError }: JobQueueOptions): JobQueue {
  const open = new Map<QueueName, OpenQueue>();
  const queueOf = (name: QueueName): OpenQueue => {
    const known = open.get(name);
    if (known) return known;
    const queue = openQueue(name, connection);
    queue.on("error", onError);
    open.set(name, queue);
    return queue;
  };

  return {
    async add(name, payload) {
      await queueOf(catalog[name].queue).add(name, payload, optionsOf(name, payload));
    },
    async ensure(name, payload) {
      const queue = queueOf(catalog[name].queue);
      const options = optionsOf(name, payload);
      const job = await queue.getJob(options.jobId);
      // A finished one blocks its id. Another process may have replaced it meanwhile: removing is then for nothing.
      if (job && (await isFinished(job))) await job.remove();
      await queue.add(name, payload, options);
    },
    async schedule(id, cron, { name, payload }) {
      const queue = queueOf(catalog[name].queue);
      if (cron === null) {
        await queue.removeJobScheduler(id);
        return;
      }
      const { jobId: _own, ...opts } = optionsOf(name, payload);
      await queue.upsertJobScheduler(id, { pattern: cron, tz: "UTC" }, { name, data: payload, opts });
    },
    counts: () => Promise.all(queueNames.map((name) => countsOf(name, queueOf(name)))),
    async close() {
      await Promise.all([...open.values()].map((queue) => queue.close()));
      open.clear();
    },
  };
}

type Found = NonNullable<Awaited<ReturnType<OpenQueue["getJob"]>>>;

async function isFinished(job: Found): Promise<boolean> {
  const state = await job.getState();
  return state === "completed" || state === "failed";
}

function optionsOf<N extends JobName>(name: N, payload: JobPayload<N>): JobsOptions & { jobId: string } {
  const { attempts, timeoutMs, jobId } = catalog[name];
  const kept = { count: FINISHED_KEPT, age: FINISHED_KEPT_SECONDS };
  return {
    // The id is a function of its own entry's payload, which TypeScript cannot see through the union.
    jobId: (jobId as (payload: JobPayload<N>) => string)(payload),
    attempts,
    backoff: { type: "exponential", delay: RETRY_DELAY_MS },
    // What ran until it was stopped says nothing by being kept; a short job's id is kept so that it stays done.
    removeOnComplete: timeoutMs === null ? true : kept,
    removeOnFail: kept,
  };
}

async function countsOf(name: QueueName, queue: OpenQueue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts("waiting", "active", "delayed", "failed", "completed");
  const of = (state: string): number => counts[state] ?? 0;
  return {
    queue: name,
    waiting: of("waiting"),
    active: of("active"),
    delayed: of("delayed"),
    failed: of("failed"),
    completed: of("completed"),
  };
}
