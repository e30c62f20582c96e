/** Does one recorded run again, call by call, up to the last event that was committed. */
import type { Effect } from "@/server/domain/effect";
import type { TapeReading } from "@/server/ports/tape";
import type { DeskEngine } from "@/server/services/desks/engine-driver";
import { type RunCall, readRun } from "@/server/services/tapes/read-run";

export type ReplayRunInput = Readonly<{
  reading: TapeReading;
  /** As the run began with it. */
  engine: DeskEngine;
  /** Events applied, since the desk began, when its last commit of this run was made. */
  lastEvent: number;
  onEffects: (effects: readonly Effect[]) => Promise<void>;
  signal: AbortSignal;
}>;

/** Applies nothing beyond `lastEvent`: what came after was on tape, but never committed. */
export async function replayRun({ reading, engine, lastEvent, onEffects, signal }: ReplayRunInput): Promise<void> {
  for await (const call of readRun(reading)) {
    signal.throwIfAborted();
    if (engine.appliedEvents >= lastEvent) return;
    apply(engine, call, lastEvent);
    const effects = engine.drainEffects();
    if (effects.length > 0) await onEffects(effects);
  }
}

function apply(engine: DeskEngine, call: RunCall, lastEvent: number): void {
  if (call.kind === "rows") {
    const { block, from, to } = call;
    engine.applyBlock(block, from, Math.min(to, from + lastEvent - engine.appliedEvents));
  } else if (call.kind === "command") engine.applyCommand(call.command, call.at);
  else if (call.kind === "prediction") engine.applyPrediction(call.prediction);
  else if (call.kind === "timer") engine.applyTimer(call.at);
  else if (call.kind === "restart") engine.applyRestart(call.at);
}

/** Checkpoint that the run began with, as its tape has it; null for a new desk. @throws RangeError when no run lies there */
export async function openedWith(reading: TapeReading): Promise<string | null> {
  for await (const call of readRun(reading)) {
    if (call.kind === "opened") return call.checkpoint;
    break;
  }
  throw new RangeError("the tape does not begin with the start of a run");
}
