import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { featureTables, gridTables } from "./features-page";
import { FEATURE_SETS } from "./sets/registry";

const PAGES = [
  ["docs/features.md", featureTables],
  ["docs/features-grid.md", gridTables],
] as const;
const [BEGIN, END] = ["<!-- features -->", "<!-- /features -->"];

// TAPEDECK_WRITE_SCENARIOS=1 writes it anew, as it does with the pages of docs/scenarios.
test.each(PAGES)("%s tells the features that there are", (file, tables) => {
  const page = readFileSync(file, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  const written = `${before}${BEGIN}\n\n${tables()}\n\n${END}${after}`;
  if (process.env["TAPEDECK_WRITE_SCENARIOS"] === "1") writeFileSync(file, written);
  expect(readFileSync(file, "utf8")).toBe(written);
});

test("docs/features.md names every set", () => {
  const page = readFileSync("docs/features.md", "utf8");
  for (const { name } of FEATURE_SETS) expect(page).toContain(`\`${name}\``);
});
