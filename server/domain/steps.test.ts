import fc from "fast-check";
import { expect, test } from "vitest";
import { atomsPerTickLot, decimalsOf, formatSteps, parseSteps } from "./steps";

const step = fc.constantFrom("1", "0.1", "0.01", "0.0001", "0.00001", "0.5", "0.05", "2.5", "10", "0.00000001");

test.each([
  ["61837.63000000", "0.01", 6_183_763],
  ["0.02000000", "0.00001", 2_000],
  ["-1.5", "0.5", -3],
  ["9999999999", "0.01", 999_999_999_900],
])("reads %s in steps of %s", (text, size, expected) => expect(parseSteps(text, size)).toBe(expected));

// Guarantee: no price is lost or invented between a venue's text and the engine.
test("every whole number of steps survives being written and read", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), step, (steps, size) => {
      expect(parseSteps(formatSteps(steps, size), size)).toBe(steps === 0 ? 0 : steps);
    }),
  );
});

test("what is no multiple is an error, never a rounding", () => {
  expect(() => parseSteps("0.015", "0.01")).toThrow("0.015 is not a multiple of 0.01");
});

test.each(["", "1e5", "abc", "1.", ".5", "0x1", " 1", "1,0", "NaN", "Infinity"])("%j is no number", (text) => {
  expect(() => parseSteps(text, "0.01")).toThrow(/decimal number is needed/);
});

test("a size beyond safe integers is refused", () => {
  expect(() => parseSteps("999999999999999999", "0.00000001")).toThrow(/too large/);
});

test("a tick times a lot is a whole number of atoms, or an error", () => {
  expect(atomsPerTickLot("0.01", "0.00001")).toBe(10n);
  expect(atomsPerTickLot("0.1", "1")).toBe(10_000_000n);
  expect(() => atomsPerTickLot("0.0001", "0.000001")).toThrow(/whole number of atoms/);
});

test("the decimals a step shows", () => {
  expect([decimalsOf("0.0100"), decimalsOf("1"), decimalsOf("0.00001000")]).toEqual([2, 0, 5]);
});
