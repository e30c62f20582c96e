import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { featureTables } from "./features-page";
import { FEATURE_SETS } from "./sets/registry";

const PAGE = "docs/features.md";
const [BEGIN, END] = ["<!-- features -->", "<!-- /features -->"];

// TAPEDECK_WRITE_SCENARIOS=1 writes it anew, as it does with the pages of docs/scenarios.
test("docs/features.md tells the features that there are", () => {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  const written = `${before}${BEGIN}\n\n${featureTables()}\n\n${END}${after}`;
  if (process.env["TAPEDECK_WRITE_SCENARIOS"] === "1") writeFileSync(PAGE, written);
  expect(readFileSync(PAGE, "utf8")).toBe(written);
  for (const { name } of FEATURE_SETS) expect(page).toContain(`\`${name}\``);
});
