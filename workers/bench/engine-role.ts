import { parentPort } from "node:worker_threads";
import { TEN } from "./engine-cases";
import { runEngine } from "./engine-run";
import type { BenchRole } from "./latency/messages";
import { readSession } from "./repeated-blocks";

/** One thread's share of the independent instruments. */
export async function runEngineRole(role: Extract<BenchRole, { role: "engine" }>): Promise<void> {
  const session = await readSession(role.place, role.instruments);
  parentPort?.postMessage(runEngine(session, TEN, role.eventsMin));
}
