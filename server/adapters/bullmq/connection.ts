/** BullMQ on PostgreSQL, or on Redis: where its queues live, and the objects that reach them. */

import type { Job, Processor, WorkerOptions } from "bullmq";
import { createPostgresBackend, Queue, Worker } from "bullmq";

export type QueueConnection = Readonly<
  | { kind: "postgres"; url: string }
  /** `prefix` keeps several Tapedecks on one Redis apart. */
  | { kind: "redis"; url: string; prefix: string }
>;

/** Connections of one queue object; a worker has one more to listen on. */
const POOL_MAX_QUEUE = 2;
const POOL_MAX_WORKER = 4;

const poolOf = (url: string, name: string, max: number) => ({
  connectionString: url,
  max,
  application_name: `tapedeck ${name}`,
  keepAlive: true,
});

/** What we use of a queue, whatever it lives on. */
export type OpenQueue = Pick<
  Queue,
  "add" | "getJob" | "getJobCounts" | "close" | "on" | "upsertJobScheduler" | "removeJobScheduler"
>;

export function openQueue(name: string, connection: QueueConnection): OpenQueue {
  if (connection.kind === "postgres") {
    const options = { connection: poolOf(connection.url, `queue ${name}`, POOL_MAX_QUEUE) };
    return new Queue(name, options, createPostgresBackend) as unknown as OpenQueue;
  }
  return new Queue(name, { connection: { url: connection.url }, prefix: connection.prefix });
}

export type OpenWorker = Pick<Worker, "on" | "close" | "cancelJob" | "cancelAllJobs" | "waitUntilReady">;
export type WorkerSetup = Readonly<{
  name: string;
  connection: QueueConnection;
  process: (job: Job, token: string | undefined, signal: AbortSignal | undefined) => Promise<void>;
  options: Omit<WorkerOptions, "connection" | "prefix">;
}>;

export function openWorker({ name, connection, process, options }: WorkerSetup): OpenWorker {
  // BullMQ counts the parameters to know that we want the signal.
  const processor: Processor = (job, token, signal) => process(job, token, signal);
  if (connection.kind === "postgres") {
    const pool = poolOf(connection.url, `worker ${name}`, POOL_MAX_WORKER);
    const made = new Worker(name, processor as never, { ...options, connection: pool }, createPostgresBackend);
    return made as unknown as OpenWorker;
  }
  return new Worker(name, processor, { ...options, connection: { url: connection.url }, prefix: connection.prefix });
}
