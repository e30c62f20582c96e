import fc from "fast-check";
import { expect, test } from "vitest";
import { changedFrom } from "./number-painter";

test("only the digits that changed are found", () => {
  expect(changedFrom("64,212.35", "64,212.41")).toBe(7);
  expect(changedFrom("64,212.35", "64,219.35")).toBe(5);
});

test("a text of another length has changed as a whole, since its digits moved", () => {
  expect(changedFrom("999.99", "1,000.00")).toBe(0);
});

test("what stands before the change is the same in both", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const from = changedFrom(a, b);
      expect(a.slice(0, from)).toBe(b.slice(0, from));
    }),
  );
});
