import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { InstrumentSpec, MarginTier } from "@/server/domain/instrument";
import { ABC, testExecution, testSettings } from "@/server/testing/engine-run";
import { INVERSE, LINEAR, withTiers } from "@/server/testing/perpetuals";
import { Engine } from "./engine";

const create = (instruments: readonly InstrumentSpec[], leverage = 10) =>
  Engine.create(
    testSettings({ instruments, execution: testExecution({ margin: { mode: "cross", leverage } }) }),
    () => [],
  );
const tier = (upTo: string | null, maintenancePpm = 5_000): MarginTier => ({
  upToAtoms: upTo === null ? null : parseAtoms(upTo),
  maintenancePpm,
  maxLeverage: 20,
});
const PERP = "ABC/USDT:USDT";

test.each([
  ["all instruments must settle in one currency, here are USDT, ABC", [ABC, INVERSE], 10],
  ["the leverage must be a whole number of 1 to 1000, was 0", [ABC], 0],
  [`${PERP} may be held with a leverage of at most 50, the settings say 51`, [LINEAR], 51],
  [`${PERP}: margin tiers must rise, tier 2 does not`, [withTiers(LINEAR, [tier("5"), tier("5"), tier(null)])], 10],
  [`${PERP}: the last margin tier, and only that, has no end`, [withTiers(LINEAR, [tier("5")])], 10],
  [`${PERP}: a maintenance rate must be whole ppm`, [withTiers(LINEAR, [tier(null, 1_000_000)])], 10],
] as const)("settings are refused: %s", (message, instruments, leverage) => {
  expect(() => create(instruments, leverage)).toThrow(message);
});

test("spot and a linear perpetual of one currency go together", () => {
  expect(
    create([ABC, LINEAR])
      .view()
      .positions.map(({ margin }) => margin?.mode ?? "spot"),
  ).toEqual(["spot", "cross"]);
});
