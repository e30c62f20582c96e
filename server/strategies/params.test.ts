import { describe, expect, test } from "vitest";
import { createStrategies, defaultParams, getStrategy, strategyNames } from "./registry";

const NAME = "order-flow-imbalance";
const create = (params: Record<string, number>) => () => createStrategies([{ name: NAME, enabled: true, params }]);

describe("strategies", () => {
  test.each(strategyNames)("%s has defaults within its ranges and runs under its own name", (name) => {
    const { params, description, create: make } = getStrategy(name);
    for (const spec of Object.values(params)) {
      expect(spec.min).toBeLessThan(spec.max);
      expect(spec.explanation.length).toBeGreaterThan(20);
    }
    expect(description.length).toBeGreaterThan(40);
    expect(make(defaultParams(name)).name).toBe(name);
  });

  test("an unknown strategy is refused and the known ones are named", () => {
    expect(() => createStrategies([{ name: "moon", enabled: true, params: {} }])).toThrow(
      `there is no strategy moon; there are: ${NAME}`,
    );
  });

  test.each([
    [{ stopBps: 0 }, "stopBps must be a number from 1 to 1000 bps, was 0"],
    [{ requotesMax: 1.5 }, "requotesMax must be a whole number from 0 to 100, was 1.5"],
    [{ fastFlowMin: Number.NaN }, "fastFlowMin must be a number from 0.05 to 50 touch depths, was NaN"],
    [{ luck: 1 }, "unknown parameter luck; known are fastFlowMin, "],
    [{ constructor: 1 }, "unknown parameter constructor"],
  ])("%o is refused in words", (params, message) => {
    expect(create(params as Record<string, number>)).toThrow(message);
  });
});
