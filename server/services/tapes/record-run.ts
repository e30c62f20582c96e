/**
 * Records a desk's run: every call that reaches its engine goes onto the tape first, and what a commit holds is
 * out of this process before the commit is sent. So the tape of a run that was killed has all that was committed.
 *
 * Recording never stops a desk: a tape that cannot be written is given up, and that is said.
 */

import type { Micros } from "@/server/domain/micros";
import { encodeWire } from "@/server/domain/wire";
import { CHECKPOINT_VERSION } from "@/server/engine/kernel/checkpoint";
import { settingsFingerprint } from "@/server/engine/kernel/settings";
import type { Clock } from "@/server/ports/clock";
import type { Desk, DeskLease } from "@/server/ports/desk-store";
import type { Tapes, TapeWriter } from "@/server/ports/tape";
import type { TapeIndex } from "@/server/ports/tape-index";
import type { DeskEngine } from "@/server/services/desks/engine-driver";
import type { HostLog } from "@/server/services/desks/host-log";
import { sealEarlierRuns } from "./keep-tapes";
import { RUN_KIND, RUN_KINDS, runTape } from "./run-rows";

export type RunRecorder = Readonly<{
  /** The engine as the host is to use it. */
  engine: DeskEngine;
  /** The run ended in order. */
  close: () => Promise<void>;
}>;

export type RecordRun = (run: Readonly<{ desk: Desk; lease: DeskLease; engine: DeskEngine }>) => RunRecorder;

export type RecordRunDeps = Readonly<{
  tapes: Tapes;
  index: TapeIndex;
  /** Wall time. */
  clock: Clock;
  log: HostLog;
  /** For the System page. */
  recordError: (process: string, error: unknown) => Promise<void>;
}>;

/** What earlier runs left open is closed once this one is well under way: a takeover must be quick. */
const SEAL_AFTER_MILLIS = 60_000;

export function createRecordRun({ tapes, index, clock, log, recordError }: RecordRunDeps): RecordRun {
  return ({ desk, lease, engine }) => {
    const facts = { deskId: desk.id, epoch: lease.epoch };
    const header = { instruments: desk.settings.instruments, kinds: RUN_KINDS, facts: factsOf(desk, lease, engine) };
    const tape = tapes.create(runTape(desk.id, lease.epoch), header, {
      onTrouble(error, rows) {
        log.warn({ ...facts, rows, err: error }, "The run's tape is incomplete from here; the desk goes on without it");
        void recordError(`desk ${desk.id}: its tape`, error);
      },
      onFile(file) {
        const failed = (error: unknown) => log.warn({ ...facts, err: error }, "A tape file could not be listed");
        index.addFiles([file]).catch(failed);
      },
    });
    const stopSealing = clock.every(SEAL_AFTER_MILLIS, () => {
      stopSealing();
      sealEarlierRuns({ tapes, index }, desk.id, lease.epoch).catch((error: unknown) => {
        log.warn({ ...facts, err: error }, "Tapes of earlier runs could not be closed");
      });
    });
    const { engine: recorded, close } = recorderOf(tape, engine, lease);
    return {
      engine: recorded,
      async close() {
        stopSealing();
        await close();
      },
    };
  };
}

const factsOf = (desk: Desk, lease: DeskLease, engine: DeskEngine): Readonly<Record<string, string>> => ({
  desk: desk.id,
  /** Tells it from a desk of the same name in another database. */
  desk_created: String(desk.createdAt),
  epoch: String(lease.epoch),
  run: lease.runId,
  seed: String(desk.settings.seed),
  settings: encodeWire(desk.settings),
  settings_fingerprint: settingsFingerprint(desk.settings),
  checkpoint_version: String(CHECKPOINT_VERSION),
  /** Events that the desk had applied before the first of this run. */
  first_event: String(engine.appliedEvents),
});

function recorderOf(tape: TapeWriter, engine: DeskEngine, lease: DeskLease): RunRecorder {
  const note = (kind: number, at: Micros, payload: string | null): void => {
    const row = { exchangeAt: at, receivedAt: at, seq: engine.appliedEvents, kind, payload };
    tape.note({ ...row, priceTicks: 0, sizeLots: 0, instrument: 0, side: 0, flags: 0 });
  };
  let isOpen = false;
  // With the time of the first event, which is the first that the run knows of.
  const open = (at: number): void => {
    if (isOpen) return;
    isOpen = true;
    note(RUN_KIND.opened, at as Micros, lease.checkpoint ?? "");
  };
  const recorded: DeskEngine = {
    applyBlock(block, from = 0, to = block.length) {
      if (to > from) open(block.receivedAt[from] ?? 0);
      tape.append(block, from, to);
      engine.applyBlock(block, from, to);
    },
    applyCommand(command, at) {
      open(at);
      note(RUN_KIND.command, at, encodeWire(command));
      engine.applyCommand(command, at);
    },
    applyPrediction(prediction) {
      open(prediction.at);
      note(RUN_KIND.prediction, prediction.at, encodeWire(prediction));
      engine.applyPrediction(prediction);
    },
    applyTimer(at) {
      open(at);
      note(RUN_KIND.timer, at, null);
      engine.applyTimer(at);
    },
    applyRestart(at) {
      open(at);
      note(RUN_KIND.restart, at, null);
      engine.applyRestart(at);
    },
    checkpoint(options) {
      tape.flush();
      return engine.checkpoint(options);
    },
    drainEffects: () => engine.drainEffects(),
    view: () => engine.view(),
    riskView: () => engine.riskView(),
    now: () => engine.now(),
    copyBook: (instrument) => engine.copyBook(instrument),
    get appliedEvents() {
      return engine.appliedEvents;
    },
  };
  return {
    engine: recorded,
    async close() {
      if (isOpen) note(RUN_KIND.closed, engine.now(), null);
      await tape.close();
    },
  };
}
