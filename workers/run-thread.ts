/** A thread of this worker: its start, its orderly stop, and its end as a promise. */
import { Worker } from "node:worker_threads";
import type {
  BackfillThreadData,
  CollectorThreadData,
  DeskThreadData,
  ParityThreadData,
  ScoreThreadData,
} from "./thread-messages";

export type ThreadName = "backfill" | "collector" | "desk" | "parity" | "score";
export type RunningThread = Readonly<{
  post: Worker["postMessage"];
  onMessage: (listener: (message: unknown) => void) => void;
  /** Resolves when it ended by itself or by `signal`. @throws what it threw, or its exit code in words */
  ended: Promise<void>;
}>;

export type ThreadStart = Readonly<{
  name: ThreadName;
  data: BackfillThreadData | CollectorThreadData | DeskThreadData | ParityThreadData | ScoreThreadData;
  /** Asks the thread to stop; it is ended by force when it has not within `STOP_MILLIS_MAX`. */
  signal: AbortSignal;
}>;

/** Below the launcher's grace of 8 s, so that a stop is ours to finish. */
const STOP_MILLIS_MAX = 6_000;

/** Bundled, this file lies in dist/worker.mjs beside dist/threads; from source it lies beside workers/threads. */
const entryOf = (name: ThreadName): URL =>
  new URL(`./threads/${name}.${import.meta.url.endsWith(".ts") ? "ts" : "mjs"}`, import.meta.url);

export function startThread({ name, data, signal }: ThreadStart): RunningThread {
  const worker = new Worker(entryOf(name), { workerData: data, name });
  let force: NodeJS.Timeout | undefined;
  const stop = (): void => {
    worker.postMessage({ type: "stop" });
    force = setTimeout(() => void worker.terminate(), STOP_MILLIS_MAX);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });

  const ended = new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => {
      clearTimeout(force);
      signal.removeEventListener("abort", stop);
      if (code === 0 || signal.aborted) resolve();
      else reject(new Error(`the ${name} thread ended with code ${code}`));
    });
  });
  return {
    post: worker.postMessage.bind(worker),
    onMessage: (listener) => void worker.on("message", listener),
    ended,
  };
}
