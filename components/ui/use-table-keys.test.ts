import { expect, test } from "vitest";
import { step } from "./use-table-keys";

test("J and K walk and stop at the ends", () => {
  expect(step("j", null, 3)).toBe(0);
  expect(step("j", 2, 3)).toBe(2);
  expect(step("k", null, 3)).toBe(2);
  expect(step("k", 0, 3)).toBe(0);
  expect(step("End", 0, 10_000)).toBe(9_999);
});

test("an empty table has nowhere to go, and other keys do not move", () => {
  expect(step("j", null, 0)).toBeNull();
  expect(step("x", 1, 3)).toBeNull();
});
