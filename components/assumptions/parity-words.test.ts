import { expect, test } from "vitest";
import { countsText, verdictOf } from "./parity-words";

test.each([
  ["same", 0, { name: "SAME TO THE ATOM", tone: "up" }],
  ["incomplete", 0, { name: "INCOMPLETE", tone: "warn" }],
  ["different", 1, { name: "1 DIFFERENCE", tone: "danger" }],
  ["different", 1_204, { name: "1,204 DIFFERENCES", tone: "danger" }],
] as const)("%s with %i differences", (status, differences, verdict) => {
  expect(verdictOf({ status, differences })).toEqual(verdict);
});

test("what was compared, most first, nothing for what there was none of", () => {
  expect(countsText({ events: 12_345, runs: [1, 2], compared: { fill: 3, order: 10, parent: 0 } })).toBe(
    "12,345 events of runs 1, 2 replayed; compared 10 order, 3 fill",
  );
});
