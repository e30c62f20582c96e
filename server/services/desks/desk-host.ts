/**
 * Hosts one desk: takes its lease, opens its engine from the last commit, runs it, and closes the
 * run in words. A kill at any moment leaves the last commit, and the next host resumes there.
 */
import { AppError } from "@/server/domain/errors";
import type { Desk, DeskLease } from "@/server/ports/desk-store";
import type { RecordRun, RunRecorder } from "@/server/services/tapes/record-run";
import type { DeskRunDeps, RunEnd } from "./desk-run";
import { DeskRun } from "./desk-run";
import type { OpenEngine } from "./engine-driver";
import { createEngineDriver } from "./engine-driver";
import { refuseCommand } from "./refuse-command";

export type DeskHostDeps = DeskRunDeps &
  Readonly<{
    openEngine: OpenEngine;
    /** Who hosts, e.g. "worker-4711", for the run's row. */
    host: string;
    /** Null: runs leave no tape, and parity has nothing to go by. */
    recordRun?: RecordRun | null;
  }>;

/** How long a stop waits for the tape's last file; what is left open then is sealed later. */
const TAPE_MILLIS_MAX = 4_000;

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
  const { run, recorder } = await openRun(deps, desk, lease);
  const end = await run.until(signal);
  await closeTape(deps, recorder);
  await close(deps, { desk, lease, end, appliedEvents: run.appliedEvents });
}

type OpenedRun = Readonly<{ run: DeskRun; recorder: RunRecorder | null }>;

async function openRun(deps: DeskHostDeps, desk: Desk, lease: DeskLease): Promise<OpenedRun> {
  try {
    const engine = deps.openEngine(desk.settings, lease.checkpoint);
    const recorder = deps.recordRun?.({ desk, lease, engine }) ?? null;
    const run = new DeskRun(deps, { desk, lease, driver: createEngineDriver(recorder?.engine ?? engine) });
    return { run, recorder };
  } catch (error) {
    await deps.desks.closeRun(lease, { status: "failed", text: `could not be opened: ${textOf(error)}` });
    throw error;
  }
}

async function closeTape({ wall }: DeskHostDeps, recorder: RunRecorder | null): Promise<void> {
  if (!recorder) return;
  let stopWaiting = (): void => {};
  const patience = new Promise<void>((resolve) => {
    stopWaiting = wall.every(TAPE_MILLIS_MAX, resolve);
  });
  await Promise.race([recorder.close(), patience]);
  stopWaiting();
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
  if (end.command) await refused(deps, { desk, command: end.command, why: textOf(end.error) });
  throw new Error(`${desk.name} failed: ${text}`, { cause: end.error });
}

/** What ended the run is to be told, whether or not the answer could be stored. */
async function refused(deps: DeskHostDeps, failed: Parameters<typeof refuseCommand>[1]): Promise<void> {
  try {
    await refuseCommand(deps, failed);
  } catch (error) {
    deps.log.warn({ deskId: failed.desk.id, err: error }, "A command that the desk failed on could not be answered");
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
