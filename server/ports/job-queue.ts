import type { JobName, JobPayload } from "@/server/jobs/catalog";

export type JobQueue = Readonly<{
  /** Adds the job unless one with its id (see the catalog) is kept already. */
  add: <N extends JobName>(name: N, payload: JobPayload<N>) => Promise<void>;
  /** For long-running jobs: makes sure that one is waiting or running; replaces one that ended or failed. */
  ensure: <N extends JobName>(name: N, payload: JobPayload<N>) => Promise<void>;
  /**
   * From now on the job is added whenever `cron` (five fields, UTC) is due, once however many workers there are; null
   * ends that. Kept by the queue over restarts. `id` names the schedule.
   */
  schedule: <N extends JobName>(
    id: string,
    cron: string | null,
    job: Readonly<{ name: N; payload: JobPayload<N> }>,
  ) => Promise<void>;
  counts: () => Promise<readonly QueueCounts[]>;
  close: () => Promise<void>;
}>;

export type QueueCounts = Readonly<{
  queue: string;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  completed: number;
}>;
