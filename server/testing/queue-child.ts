/**
 * A worker in a process of its own, to be killed by a test. Argument: the queue's connection as JSON.
 * Says a line of JSON when it is ready and whenever a job begins or ends.
 */

import type { QueueConnection } from "@/server/adapters/bullmq/connection";
import { createWorker } from "@/server/adapters/bullmq/worker";

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const worker = createWorker({
  connection: JSON.parse(process.argv[2] ?? "{}") as QueueConnection,
  queue: "live",
  concurrency: 5,
  handlers: {
    "desk.run": ({ deskId }, signal) =>
      new Promise((resolve) => {
        say({ began: deskId });
        const end = (): void => {
          say({ ended: deskId, reason: String(signal.reason) });
          resolve();
        };
        signal.addEventListener("abort", end, { once: true });
      }),
  },
  onTrouble: (error, what) => say({ trouble: String(error), what }),
});
process.on("SIGTERM", () => {
  void worker.close().then(() => process.exit(0));
});
await worker.ready();
say({ ready: process.pid });
