/**
 * The shell around every job: payload parsed, time limited, failures sorted, stop and lost lock told.
 *
 * A job without a timeout lives as long as its lease. When its worker dies the lease runs out and
 * another worker has it within `LEASE_MILLIS`, however often that happens; when its worker stops in
 * order it is handed back at once.
 */
import { type Job, UnrecoverableError, WaitingError } from "bullmq";
import { AppError, isAppError } from "@/server/domain/errors";
import type { JobName, JobPayload } from "@/server/jobs/catalog";
import { catalog } from "@/server/jobs/catalog";
import { CLOSING, createAttempts, LOCK_LOST } from "./attempts";
import { openWorker, type QueueConnection } from "./connection";

/** A job whose worker died runs again elsewhere within this time. */
export const LEASE_MILLIS = 8_000;

/** The lock is shorter than the promise: finding it out (eight looks a lease) and starting a thread cost time too. */
const LOCK_SHARE = 5 / 8;
/** Renewed within a quarter of the lease, so that one late renewal does not cost it. */
const RENEW_SHARE = 1 / 4;
const STALLED_CHECK_SHARE = 1 / 8;
/** BullMQ fails a job that lost its worker too often. A desk must never be. The column is a 32-bit integer. */
const STALLED_COUNT_MAX = 1_000_000_000;
/** After a failed fetch. BullMQ's default of 15 s would be most of an outage. */
const FETCH_RETRY_MILLIS = 1_000;

export type JobHandlers = Readonly<{
  [N in JobName]?: (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;
}>;

export type JobWorkerOptions = Readonly<{
  connection: QueueConnection;
  queue: (typeof catalog)[JobName]["queue"];
  handlers: JobHandlers;
  /** Jobs at once, 1 or more. */
  concurrency: number;
  /** Default `LEASE_MILLIS`. A shorter one takes over sooner, and is lost sooner on a machine that is too busy. */
  leaseMillis?: number;
  /** A job failed, was dropped, or lost its lock, or the connection broke. */
  onTrouble: (error: unknown, what: string) => void;
}>;

export type JobWorker = Readonly<{
  ready: () => Promise<void>;
  /** Aborts the signals of running jobs, waits for them, hands the long ones back. */
  close: () => Promise<void>;
}>;

export function createWorker(setup: JobWorkerOptions): JobWorker {
  const { connection, queue, handlers, concurrency, onTrouble, leaseMillis = LEASE_MILLIS } = setup;
  let isClosing = false;
  const attempts = createAttempts();
  const runAttempt = async (job: Job, token: string | undefined, signal: AbortSignal): Promise<void> => {
    if (isClosing) return handBack(job, token); // fetched while the others were being told
    try {
      await runJob({ handlers, onTrouble }, job, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      onTrouble(error, `job ${job.id ?? "unknown"}, which was told to stop`);
      return release(job, token, signal);
    }
    if (signal.aborted && isLong(job)) return release(job, token, signal);
  };
  const worker = openWorker({
    name: queue,
    connection,
    process: (job, token, given) =>
      attempts.run(job.id ?? "unknown", given, (signal) => runAttempt(job, token, signal)),
    options: {
      concurrency,
      lockDuration: leaseMillis * LOCK_SHARE,
      lockRenewTime: leaseMillis * RENEW_SHARE,
      stalledInterval: leaseMillis * STALLED_CHECK_SHARE,
      maxStalledCount: STALLED_COUNT_MAX,
      runRetryDelay: FETCH_RETRY_MILLIS,
    },
  });
  worker.on("error", (error) => onTrouble(error, `queue ${queue}`));
  worker.on("failed", (job, error) => onTrouble(error, `job ${job?.id ?? "unknown"}`));
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) worker.cancelJob(id, LOCK_LOST);
  });
  return {
    ready: async () => {
      await worker.waitUntilReady();
    },
    async close() {
      isClosing = true;
      worker.cancelAllJobs(CLOSING);
      attempts.stopAll();
      await worker.close();
    },
  };
}

/** After a stop it goes on elsewhere. Whoever took a lost lock owns the job: nothing may be said about it any more. */
function release(job: Job, token: string | undefined, signal: AbortSignal): Promise<never> {
  if (signal.reason === LOCK_LOST) throw new WaitingError(LOCK_LOST);
  return handBack(job, token);
}

/** Puts the job back for another worker. @throws WaitingError always: BullMQ's way to be told */
async function handBack(job: Job, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError(CLOSING);
}

type Policy = (typeof catalog)[JobName];
const policyOf = (name: string): Policy | undefined =>
  Object.hasOwn(catalog, name) ? catalog[name as JobName] : undefined;

const isLong = (job: Job): boolean => policyOf(job.name)?.timeoutMs === null;

type Shell = Pick<JobWorkerOptions, "handlers" | "onTrouble">;
type AnyHandler = (payload: unknown, signal: AbortSignal) => Promise<void>;

async function runJob({ handlers, onTrouble }: Shell, job: Job, signal: AbortSignal): Promise<void> {
  const policy = policyOf(job.name);
  const handler = policy && (handlers[job.name as JobName] as AnyHandler | undefined);
  if (!handler) {
    // A newer or older Tapedeck may share the queue; retrying would not teach us the job.
    onTrouble(new AppError("refused", `There is no handler for the job ${job.name}`), `job ${job.id ?? "unknown"}`);
    return;
  }
  const payload = policy.payload.safeParse(job.data);
  if (!payload.success) throw unrecoverable(`The payload of ${job.name} does not fit`, payload.error);
  try {
    await within(policy.timeoutMs, signal, (limited) => handler(payload.data, limited));
  } catch (error) {
    if (isTransient(error)) throw error;
    throw unrecoverable(error instanceof Error ? error.message : String(error), error);
  }
}

/** Worth another attempt: what was away may come back. */
const isTransient = (error: unknown): boolean => isAppError(error) && error.code === "unavailable";

function unrecoverable(message: string, cause: unknown): UnrecoverableError {
  const error = new UnrecoverableError(message);
  error.cause = cause;
  return error;
}

/** @throws AppError unavailable when `work` takes longer; its signal is aborted then */
async function within(
  timeoutMs: number | null,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (timeoutMs === null) return work(signal);
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new AppError("unavailable", `The job took longer than ${timeoutMs / 1_000} s`);
      limit.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    await Promise.race([work(AbortSignal.any([signal, limit.signal])), late]);
  } finally {
    clearTimeout(timer);
  }
}
