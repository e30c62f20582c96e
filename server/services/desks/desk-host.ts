/**
 * Hosts one desk: takes its lease, opens its engine from the last commit, runs it, and closes the
 * run in words. A kill at any moment leaves the last commit, and the next host resumes there.
 */
import { AppError } from "@/server/domain/errors";
import type { Desk, DeskLease } from "@/server/ports/desk-store";
import type { DeskRunDeps, RunEnd } from "./desk-run";
import { DeskRun } from "./desk-run";
import type { OpenEngine } from "./engine-driver";
import { createEngineDriver } from "./engine-driver";

export type DeskHostDeps = DeskRunDeps &
  Readonly<{
    openEngine: OpenEngine;
    /** Who hosts, e.g. "worker-4711", for the run's row. */
    host: string;
  }>;

/**
 * Hosts the desk until `signal` aborts or another host takes it over.
 *
 * @throws AppError refused when the desk is archived
 * @throws Error when it failed: its engine met an impossible state, its feed does not fit it, or a
 *   commit can never succeed. The run is recorded as failed with seed and event index.
 */
export async function hostDesk(deps: DeskHostDeps, deskId: string, signal: AbortSignal): Promise<void> {
  const desk = await deps.desks.getDesk(deskId);
  if (desk.isArchived) throw new AppError("refused", `${desk.name} is archived and runs no more`);
  const lease = await deps.desks.openRun(deskId, deps.host);
  const run = await openRun(deps, desk, lease);
  const end = await run.until(signal);
  await close(deps, { desk, lease, end, appliedEvents: run.appliedEvents });
}

async function openRun(deps: DeskHostDeps, desk: Desk, lease: DeskLease): Promise<DeskRun> {
  try {
    const engine = deps.openEngine(desk.settings, lease.checkpoint);
    return new DeskRun(deps, { desk, lease, driver: createEngineDriver(engine) });
  } catch (error) {
    await deps.desks.closeRun(lease, { status: "failed", text: `could not be opened: ${textOf(error)}` });
    throw error;
  }
}

type Ended = Readonly<{ desk: Desk; lease: DeskLease; end: RunEnd; appliedEvents: number }>;

async function close(deps: DeskHostDeps, { desk, lease, end, appliedEvents }: Ended): Promise<void> {
  const facts = { deskId: desk.id, runId: lease.runId, appliedEvents };
  if (end.why === "lease_lost") {
    deps.log.warn(facts, "Another host took the desk over");
    return;
  }
  if (end.why === "stopped") {
    await deps.desks.closeRun(lease, { status: "stopped", text: "stopped in order" });
    deps.log.info(facts, "Desk stopped");
    return;
  }
  const text = `${textOf(end.error)} (seed ${desk.settings.seed}, event ${appliedEvents})`;
  await deps.desks.closeRun(lease, { status: "failed", text });
  throw new Error(`${desk.name} failed: ${text}`, { cause: end.error });
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
