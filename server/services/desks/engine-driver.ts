/** Tells the engine what happened, with timers at whole seconds as replay has them. */
import type { DeskCommand } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Engine } from "@/server/engine/kernel/engine";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";

/** The part of the engine that a desk's host needs. */
export type DeskEngine = Pick<
  Engine,
  | "applyBlock"
  | "applyCommand"
  | "applyPrediction"
  | "applyTimer"
  | "applyRestart"
  | "drainEffects"
  | "checkpoint"
  | "view"
  | "riskView"
  | "appliedEvents"
  | "copyBook"
  | "now"
>;

/** @param checkpoint  text of the last commit, null for a new desk. @throws AppError invalid when it is foreign or damaged */
export type OpenEngine = (settings: DeskSettings, checkpoint: string | null) => DeskEngine;

export type EngineDriver = Readonly<{
  engine: DeskEngine;
  applyBlock: (block: MarketBlock) => void;
  applyCommand: (command: DeskCommand, at: Micros) => void;
  /** At its `at`. */
  applyPrediction: (prediction: Prediction) => void;
  applyRestart: (at: Micros) => void;
  /** Timers of a quiet market; the host lags a little, so that rows which are on their way come before them as in replay. */
  applyTimersUntil: (until: number) => void;
}>;

export function createEngineDriver(engine: DeskEngine): EngineDriver {
  return {
    engine,
    applyBlock: (block) => applyWithTimers(engine, block),
    applyCommand(command, at) {
      applyTimersUntil(engine, at);
      engine.applyCommand(command, at);
    },
    applyPrediction(prediction) {
      applyTimersUntil(engine, prediction.at);
      engine.applyPrediction(prediction);
    },
    applyRestart: (at) => engine.applyRestart(at),
    applyTimersUntil: (until) => applyTimersUntil(engine, until),
  };
}
