import type { EngineCheckpoint } from "@/server/engine/kernel/checkpoint";
import { Engine } from "@/server/engine/kernel/engine";
import { createStrategies } from "@/server/strategies/registry";
import { offeredStrategies } from "./default-strategies";
import type { OpenEngine } from "./engine-driver";

/** The engine of a desk: new, or as of its last commit. What newer desks have beside its own strategies is offered. */
export const openEngine: OpenEngine = (settings, checkpoint) => {
  const makeStrategies = () => createStrategies([...settings.strategies, ...offeredStrategies(settings)]);
  if (checkpoint === null) return Engine.create(settings, makeStrategies);
  // What is no checkpoint of these settings, or is damaged, the engine refuses in words.
  return Engine.restore(settings, makeStrategies, JSON.parse(checkpoint) as EngineCheckpoint);
};
