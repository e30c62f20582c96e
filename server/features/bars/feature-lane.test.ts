import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { intervalMicros } from "@/server/domain/candle";
import { randomBars } from "@/server/features/testing/random-bars";
import { BAR_FAMILIES } from "./all-families";
import { FeatureLane } from "./feature-lane";
import { FundingTrack } from "./funding-track";
import { WARM_BARS } from "./generations";

const MINUTE = intervalMicros("1m");
const START = 1_700_000_040_000_000;
const DEFINITIONS = BAR_FAMILIES.flatMap(({ definitions }) => definitions);
const lane = () => {
  const funding = new FundingTrack();
  for (const i of [0, 1, 2]) funding.add(START + i, 100 * i);
  return new FeatureLane("1m", BAR_FAMILIES, funding);
};
const bits = (values: Float64Array) => Buffer.from(values.buffer).toString("hex");

describe("bar features", () => {
  test("have names, warm-ups and sources of their own", () => {
    const names = DEFINITIONS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const faults = DEFINITIONS.filter(
      ({ name, warmUp, formula, source }) =>
        !/^[a-z][a-z0-9_]*$/.test(name) || warmUp < 1 || warmUp > WARM_BARS || formula.length < 5 || source.length < 10,
    );
    expect(faults).toEqual([]);
  });

  test("are NaN before their warm-up, finite and in range from then on, on any market", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const features = lane();
        const bars = randomBars(seed, 700, { startAt: START, intervalMicros: MINUTE });
        for (const [i, bar] of bars.entries()) {
          features.push(bar);
          const faults = DEFINITIONS.flatMap(({ name, warmUp, range: [min, max] }, j) => {
            const value = features.values[j] ?? Number.NaN;
            const isWarm = i + 1 >= warmUp;
            const isInRange = value >= (min ?? value) - 1e-9 && value <= (max ?? value) + 1e-9;
            return Number.isFinite(value) === isWarm && (!isWarm || isInRange)
              ? []
              : [`${name} was ${value} at bar ${i}`];
          });
          expect(faults).toEqual([]);
        }
      }),
      { numRuns: 8 },
    );
  });

  test("have the same bits after a cold start with enough history as after a long run", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 300 }), (seed, offset) => {
        const bars = randomBars(seed, 1_400, { startAt: START, intervalMicros: MINUTE });
        const long = lane();
        const cold = lane();
        const begin = bars.length - (256 + 256 + 64) - offset;
        for (const [i, bar] of bars.entries()) {
          long.push(bar);
          if (i >= begin) cold.push(bar);
          if (i - begin >= 576) expect(bits(cold.values)).toBe(bits(long.values));
        }
        expect(bits(cold.values)).toBe(bits(long.values));
      }),
      { numRuns: 6 },
    );
  });

  test("begin anew after a reset", () => {
    const [before, after] = [
      randomBars(1, 300, { startAt: START, intervalMicros: MINUTE }),
      randomBars(2, 300, { startAt: START + 900 * MINUTE, intervalMicros: MINUTE }),
    ];
    const [kept, fresh] = [lane(), lane()];
    for (const bar of before) kept.push(bar);
    kept.reset();
    for (const bar of after) {
      kept.push(bar);
      fresh.push(bar);
      expect(bits(kept.values)).toBe(bits(fresh.values));
    }
  });
});
