/** Pages of docs/scenarios: written by the tests that prove them, and compared ever after. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "vitest";

export const SCENARIOS_DIR = path.join(process.cwd(), "docs", "scenarios");

/** @param writes  whether it is to be written anew before */
export function expectPage(name: string, text: string, writes: boolean): void {
  const file = path.join(SCENARIOS_DIR, name);
  if (writes) {
    fs.mkdirSync(SCENARIOS_DIR, { recursive: true });
    fs.writeFileSync(file, text);
  }
  expect(
    fs.readFileSync(file, "utf8"),
    `${name} is out of date: TAPEDECK_WRITE_SCENARIOS=1 npm test -- scenarios`,
  ).toBe(text);
}
