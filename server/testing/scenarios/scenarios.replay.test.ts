// Guarantee: each scenario ends as a person worked it out, twice the same, and its page in docs/scenarios says just that.
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { indexOf, pageOf } from "./page";
import { playScenario } from "./run-scenario";
import { SCENARIOS } from "./scenarios";

const DIR = path.join(process.cwd(), "docs", "scenarios");
/** `TAPEDECK_WRITE_SCENARIOS=1 npm test -- scenarios` writes the pages anew; without it they are only compared. */
const WRITES = process.env["TAPEDECK_WRITE_SCENARIOS"] === "1";

function expectPage(name: string, text: string): void {
  const file = path.join(DIR, name);
  if (WRITES) {
    fs.mkdirSync(DIR, { recursive: true });
    fs.writeFileSync(file, text);
  }
  expect(
    fs.readFileSync(file, "utf8"),
    `${name} is out of date: TAPEDECK_WRITE_SCENARIOS=1 npm test -- scenarios`,
  ).toBe(text);
}

test.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))("%s", (id, scenario) => {
  const played = playScenario(scenario);
  // Only what the scenario claims is compared; an order's queue is claimed as a whole.
  const claimed = Object.fromEntries(
    Object.keys(scenario.expected).map((key) => [key, played.outcome[key as "fills"]]),
  );
  expect(claimed).toEqual(scenario.expected);
  expect(playScenario(scenario)).toEqual(played);
  expectPage(`${id}.md`, pageOf(scenario, played));
});

test("the index lists them all, and nothing else lies there", () => {
  expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length);
  expectPage("README.md", indexOf(SCENARIOS));
  expect(fs.readdirSync(DIR).sort()).toEqual(["README.md", ...SCENARIOS.map(({ id }) => `${id}.md`)].sort());
});
