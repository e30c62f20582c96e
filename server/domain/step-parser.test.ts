import fc from "fast-check";
import { expect, test } from "vitest";
import { createStepParser, floorSteps, isOffGrid } from "./step-parser";
import { parseSteps } from "./steps";

const STEPS = ["0.01", "0.010", "0.00001000", "1", "10", "0.5", "0.25", "0.00000001", "0.1", "100.5"];

const outcome = (parse: () => number): number | string => {
  try {
    return parse();
  } catch (error) {
    return error instanceof RangeError ? `RangeError ${error.message}` : "another error";
  }
};

const decimal = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.nat({ max: 10 ** 9 }),
    fc.option(fc.stringMatching(/^\d{1,10}$/), { nil: undefined }),
  )
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}`);
const multiple = fc
  .tuple(fc.nat({ max: 10 ** 9 }), fc.integer({ min: 0, max: 20 }))
  .map(([whole, zeros]) => `${whole}.${"0".repeat(zeros)}`.replace(/\.$/, ""));
const garbage = fc.oneof(fc.string({ maxLength: 12 }), fc.stringMatching(/^[-0-9.e ]{0,24}$/));

// Guarantee: the fast parser and the exact one agree on values and on refusals, whatever the text.
test("agrees with the exact parser on every text and step", () => {
  const anyStep = fc.constantFrom(...STEPS);
  fc.assert(
    fc.property(anyStep, fc.oneof(decimal, multiple, garbage), (step, text) => {
      const parse = createStepParser(step);
      expect(outcome(() => parse(text))).toEqual(outcome(() => parseSteps(text, step)));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ["61737.63000000", "0.01", 6_173_763],
  ["3.78826000", "0.00001", 378_826],
  ["0.00000000", "0.00001", 0],
  ["1500", "0.5", 3_000],
  ["9999999999.00", "0.01", 999_999_999_900],
])("reads %s in steps of %s", (text, step, steps) => {
  expect(createStepParser(step)(text)).toBe(steps);
});

test.each([
  ["12345678.123456789012", "0.000000000001", "does not fit a safe integer"],
  ["1.005", "0.01", "is no multiple"],
  ["1e3", "0.01", "is no plain decimal"],
])("refuses %s in steps of %s: it %s", (text, step) => {
  expect(() => createStepParser(step)(text)).toThrow(RangeError);
});

test.each(["0", "-0.01", "a", ""])("refuses the step %j", (step) => {
  expect(() => createStepParser(step)).toThrow(RangeError);
});

// 4690.34389600 BTC rests in the recorded book of 2023-04-05, where a lot is 0.00001 BTC.
test("rounds an old order's size down to whole lots", () => {
  expect(floorSteps("4690.34389600", "0.00001")).toBe(469_034_389);
  expect(floorSteps("0.00000400", "0.00001")).toBe(0);
  expect(() => floorSteps("-1", "0.00001")).toThrow(RangeError);
});

test("knows a price between two ticks from one that is no price", () => {
  expect(isOffGrid("61838.045", "0.01")).toBe(true);
  expect(isOffGrid("61838.04", "0.01")).toBe(false);
  expect(isOffGrid("6183a.04", "0.01")).toBe(false);
});
