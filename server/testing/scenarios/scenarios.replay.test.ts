// Guarantee: each scenario ends as a person worked it out, twice the same, and its page in docs/scenarios says just that.
import fs from "node:fs";
import { expect, test } from "vitest";
import { CRASH_DAYS } from "@/server/testing/crash/crash-days";
import { expectPage, SCENARIOS_DIR } from "./expect-page";
import { indexOf, pageOf } from "./page";
import { playScenario } from "./run-scenario";
import { SCENARIOS } from "./scenarios";

/** `TAPEDECK_WRITE_SCENARIOS=1 npm test -- scenarios` writes the pages anew; without it they are only compared. */
const WRITES = process.env["TAPEDECK_WRITE_SCENARIOS"] === "1";

test.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))("%s", (id, scenario) => {
  const played = playScenario(scenario);
  // Only what the scenario claims is compared; an order's queue is claimed as a whole.
  const claimed = Object.fromEntries(
    Object.keys(scenario.expected).map((key) => [key, played.outcome[key as "fills"]]),
  );
  expect(claimed).toEqual(scenario.expected);
  expect(playScenario(scenario)).toEqual(played);
  expectPage(`${id}.md`, pageOf(scenario, played), WRITES);
});

test("the index lists them all, and nothing else lies there", () => {
  expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length);
  expectPage("README.md", indexOf(SCENARIOS, CRASH_DAYS), WRITES);
  expect(fs.readdirSync(SCENARIOS_DIR).sort()).toEqual(
    ["README.md", ...[...SCENARIOS, ...CRASH_DAYS].map(({ id }) => `${id}.md`)].sort(),
  );
});
