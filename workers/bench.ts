/** `npm run bench`: the measurements of docs/performance.md. In a thread it plays a role of it. */
import { isMainThread, workerData } from "node:worker_threads";
import { isAppError } from "@/server/domain/errors";
import type { BenchRole } from "./bench/latency/messages";

const program = new URL(import.meta.url);

if (isMainThread) {
  const { runBench } = await import("./bench/main");
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    process.stdout.write(`${await runBench(process.argv.slice(2), program, say)}\n`);
  } catch (error) {
    const isRefused = isAppError(error);
    const isError = error instanceof Error;
    say(isRefused ? `bench: ${error.message}` : isError ? (error.stack ?? error.message) : String(error));
    process.exitCode = isRefused ? 2 : 1;
  }
} else {
  const role = workerData as BenchRole;
  if (role.role === "venue") await (await import("./bench/latency/venue-role")).runVenue();
  else if (role.role === "collector")
    await (await import("./bench/latency/collector-role")).runCollector(role.marketUrl);
  else if (role.role === "desk") await (await import("./bench/latency/desk-role")).runDesk(role.instruments);
  else await (await import("./bench/engine-role")).runEngineRole(role);
}
