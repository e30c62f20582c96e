import type { EngineCheckpoint } from "@/server/engine/kernel/checkpoint";
import { Engine } from "@/server/engine/kernel/engine";
import { createStrategies } from "@/server/strategies/registry";
import type { OpenEngine } from "./engine-driver";

/** The engine of a desk: new, or as of its last commit. */
export const openEngine: OpenEngine = (settings, checkpoint) => {
  const strategies = createStrategies(settings.strategies);
  if (checkpoint === null) return Engine.create(settings, strategies);
  // What is no checkpoint of these settings, or is damaged, the engine refuses in words.
  return Engine.restore(settings, strategies, JSON.parse(checkpoint) as EngineCheckpoint);
};
