import { expect, test } from "vitest";
import type { EngineCheckpoint } from "@/server/engine/kernel/checkpoint";
import { Engine } from "@/server/engine/kernel/engine";
import { createStrategies } from "@/server/strategies/registry";
import { ABC, testSettings } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { defaultStrategies } from "./default-strategies";
import { openEngine } from "./open-engine";

const [flow, signal] = defaultStrategies([ABC]);
if (!flow || !signal) throw new Error("a spot desk has two strategies");
const shown = (engine: Pick<Engine, "view">) =>
  engine.view().strategies.map(({ name, enabled }) => `${name} ${enabled ? "on" : "off"}`);

test("a desk from before model-signal goes on from its checkpoint, is offered it, and may switch it on for good", () => {
  const settings = testSettings({ strategies: [flow] });
  const alone = () => createStrategies([flow]);
  const text = JSON.stringify(Engine.create(settings, alone).checkpoint());
  const engine = openEngine(settings, text);
  expect(engine.checkpoint()).toEqual(
    Engine.restore(settings, alone, JSON.parse(text) as EngineCheckpoint).checkpoint(),
  );
  expect(shown(engine)).toEqual(["order-flow-imbalance on", "model-signal off"]);
  const body = { kind: "setStrategy", strategy: "model-signal", enabled: true } as const;
  engine.applyCommand({ id: "on", body }, atMillis(1));
  engine.drainEffects();
  const after = JSON.stringify(engine.checkpoint());
  expect(shown(openEngine(settings, after))).toEqual(["order-flow-imbalance on", "model-signal on"]);
});

test("a desk that has it is offered nothing more", () => {
  expect(shown(openEngine(testSettings({ strategies: [flow, signal] }), null))).toHaveLength(2);
});
