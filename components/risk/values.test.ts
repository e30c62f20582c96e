import fc from "fast-check";
import { expect, test } from "vitest";
import { RISK_FIELDS } from "@/server/domain/risk/risk-fields";
import { fieldText, readValue, spanText, valueText } from "./values";

const ppm = { label: "Position", unit: "ppm", min: 1_000, max: 10_000_000 } as const;
const span = { label: "Holding", unit: "micros", min: 10_000_000, max: 365 * 86_400_000_000 } as const;

test("numbers read as people say them", () => {
  expect(valueText("ppm", 250_000)).toBe("25 %");
  expect(valueText("ppm", 1)).toBe("0.0001 %");
  expect(valueText("milli", 2_500)).toBe("2.5×");
  expect(valueText("count", 10)).toBe("10");
  expect(spanText(24 * 3_600e6)).toBe("24 h");
  expect(spanText(365 * 86_400e6)).toBe("365 d");
  expect(spanText(5_400e6 + 500_000)).toBe("1 h 30 min 500 ms");
  expect(spanText(0)).toBe("0 s");
});

test("what is typed is understood in the ways people type it", () => {
  for (const text of ["25", "25 %", "25.0%", " 25 "]) expect(readValue(ppm, text)).toEqual({ value: 250_000 });
  expect(readValue({ ...ppm, max: 1e9 }, "1,500 %")).toEqual({ value: 15_000_000 });
  for (const text of ["90", "90 s", "1 min 30 s", "1.5min", "90000ms"])
    expect(readValue(span, text)).toEqual({ value: 90_000_000 });
  expect(readValue(span, "2 d")).toEqual({ value: 2 * 86_400_000_000 });
});

test("what is wrong is said in words, with the bounds and what was typed", () => {
  expect(readValue(ppm, "")).toEqual({ problem: "Position needs a number" });
  expect(readValue(ppm, "a lot")).toEqual({ problem: "Position: “a lot” is no percentage, e.g. 25 or 0.5" });
  // A decimal comma that was dropped would make ten times as much of it.
  for (const text of ["0,5", "2,5 %", "12,50", "1,2,3", "1,5000"])
    expect(readValue(ppm, text)).toEqual({ problem: `Position: “${text}” is no percentage, e.g. 25 or 0.5` });
  expect(readValue(ppm, "2000")).toEqual({ problem: "Position goes from 0.1 % to 1000 %, this is 2000 %" });
  expect(readValue(ppm, "-5")).toEqual({ problem: "Position goes from 0.1 % to 1000 %, this is -5 %" });
  expect(readValue(ppm, "999999999999999")).toEqual({
    problem: "Position goes from 0.1 % to 1000 %, this is “999999999999999”",
  });
  expect(readValue(ppm, "25.00001")).toEqual({ problem: "Position goes in steps of 0.0001 %" });
  expect(readValue(span, "5 parsecs")).toEqual({
    problem: "Holding: “5 parsecs” is no span of time, e.g. 90 s, 5 min or 1 h 30 min",
  });
});

// Guarantee: every number that a setting may have can be shown, typed back, and is the same number.
test("what is shown can be typed back", () => {
  const anySetting = fc
    .constantFrom(...Object.values(RISK_FIELDS))
    .chain((field) => fc.tuple(fc.constant(field), fc.integer({ min: field.min, max: field.max })));
  fc.assert(
    fc.property(anySetting, ([field, value]) => {
      expect(readValue(field, fieldText(field.unit, value))).toEqual({ value });
      expect(readValue(field, valueText(field.unit, value))).toEqual({ value });
    }),
  );
});
