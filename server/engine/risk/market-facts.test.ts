import { expect, test } from "vitest";
import { Engine } from "@/server/engine/kernel/engine";
import { EngineRun, testSettings } from "@/server/testing/engine-run";
import { someFacts } from "@/server/testing/some-facts";

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;

test("what the desk is told of the past is in force at once, said in its record, and in its checkpoint", () => {
  const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
  expect(run.engine.riskView().facts).toBeNull();
  const facts = someFacts(1);
  expect(run.command(100, { kind: "marketFacts", facts }, "facts-1").accepted).toBe(true);
  expect(run.engine.riskView().facts).toEqual(facts);
  expect(run.of("risk").at(-1)?.event).toMatchObject({
    kind: "market_facts",
    cause: "facts-1",
    text: "Facts of 2 instruments: 1 correlation, volatility of 1, ATR of 1; BTC/USDT bull",
  });
  const restored = Engine.restore(testSettings(), () => [], run.engine.checkpoint());
  expect(restored.riskView().facts).toEqual(facts);
});
