import { expect, test } from "vitest";
import { countsText, verdictOf } from "./parity-words";

test.each([
  ["same", 0, "SAME TO THE ATOM", "up"],
  ["incomplete", 0, "INCOMPLETE", "warn"],
  ["different", 1, "1 DIFFERENCE", "danger"],
  ["different", 1_204, "1,204 DIFFERENCES", "danger"],
] as const)("%s with %i differences", (status, differences, name, tone) => {
  expect(verdictOf({ status, differences })).toEqual({ name, tone });
});

test("what was compared, most first, nothing for what there was none of", () => {
  expect(countsText({ events: 12_345, runs: [1, 2], compared: { fill: 3, order: 10, parent: 0 } })).toBe(
    "12,345 events of runs 1, 2 replayed; compared 10 order, 3 fill",
  );
});
