import type { Effect } from "@/server/domain/effect";
import { play } from "@/server/testing/random-desk";
import { RiskOracle } from "./oracle/risk-oracle";
import { type RiskScenario, riskWorld } from "./risk-world";

/** Plays the scenario under the eyes of the oracle. @param plant  changes what the oracle is told, for tests of the oracle itself */
export function watched(
  scenario: RiskScenario,
  plant: (effect: Effect) => Effect | null = (effect) => effect,
): RiskOracle {
  const world = riskWorld(scenario);
  const oracle = new RiskOracle(world.settings);
  play(
    scenario,
    {
      beforeEvent: (engine, row) => {
        oracle.row(world.block, row);
        return engine;
      },
      onCommand: (body, _row, id) => oracle.command(id, body),
      afterEvent: (effects, _row, engine) =>
        oracle.see(
          effects.flatMap((effect) => plant(effect) ?? []),
          engine,
        ),
    },
    world,
  );
  return oracle;
}
