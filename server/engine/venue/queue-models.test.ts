import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aheadAfterDepth, queueModel } from "./queue-models";

const riskAverse = queueModel({ kind: "riskAverse" });
const log = queueModel({ kind: "log" });
const power3 = queueModel({ kind: "power", exponent: 3 });
const touch = queueModel({ kind: "touch" });

/** Expected numbers worked out by hand from DOMAIN.md 4. */
describe("ahead after a change of depth", () => {
  const after = (
    model: typeof log,
    numbers: readonly [ahead: number, previous: number, next: number, traded: number],
  ) => {
    const [aheadLots, previousLots, nextLots, tradedLots] = numbers;
    return aheadAfterDepth(model, { aheadLots, previousLots, nextLots, tradedLots });
  };

  test.each([
    // Only depth falling below `ahead` advances: 10 of 15 ahead, 3 cancelled, 12 left.
    ["riskAverse: a cancel is behind us", riskAverse, [10, 15, 12, 0], 10],
    ["riskAverse: depth falls below us", riskAverse, [10, 15, 4, 0], 4],
    ["riskAverse: the level goes", riskAverse, [10, 15, 0, 0], 0],
    // A drop that trades have explained moves nothing more.
    ["log: all of it was traded", log, [6, 10, 6, 4], 6],
    // Level grew by more than was traded.
    ["log: new lots queue behind us", log, [6, 10, 14, 0], 6],
    ["log: more came than was traded", log, [6, 10, 8, 4], 6],
    // back 10, ahead 10: p = 0.5; 4 cancelled; 10 − 2 + min(10 − 2, 0) = 8.
    ["log: even odds", log, [10, 20, 16, 0], 8],
    // back 0: p = 0, all cancels came from before us.
    ["log: nobody is behind", log, [10, 10, 7, 0], 7],
    // ahead 0: nothing to advance.
    ["log: we are first", log, [0, 10, 3, 0], 0],
    // back 1, ahead 9, p = ln2 / (ln2 + ln10) = 0.231378 → 231379 ppm; 5 cancelled:
    // 9 − 0.768621·5 + min(1 − 0.231379·5, 0) = 9 − 3.843105 − 0.156895 = 5.0 (rounded up: 5).
    ["log: more cancels than stand behind", log, [9, 10, 5, 0], 5],
    // back 30, ahead 10: p = 27000/28000 = 0.964286 → 964286 ppm; 8 cancelled: 10 − 0.035714·8 = 9.714 → 10.
    ["power 3: rounded against us", power3, [10, 40, 32, 0], 10],
    // back 10, ahead 30: p = 1000/28000 → 35715 ppm; 8 cancelled: 30 − 0.964285·8 = 22.29 → 23.
    ["power 3: most cancels are before us", power3, [30, 40, 32, 0], 23],
    ["touch: shows sure advances only", touch, [10, 15, 12, 0], 10],
  ] as const)("%s", (...[, model, numbers, expected]) => {
    expect(after(model, numbers)).toBe(expected);
  });
});

const anyLots = fc.integer({ min: 0, max: 10_000_000 });
/** Never more ahead than is displayed, and never more traded than was there. */
const anyChange = fc
  .record({
    previousLots: anyLots,
    nextLots: anyLots,
    a: fc.double({ min: 0, max: 1, noNaN: true }),
    b: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ previousLots, nextLots, a, b }) => ({
    previousLots,
    nextLots,
    aheadLots: Math.floor(previousLots * a),
    tradedLots: Math.floor(previousLots * b),
  }));
const anyModel = fc.constantFrom(riskAverse, log, power3, queueModel({ kind: "power", exponent: 1 }), touch);

test("ahead is a whole number of lots, never more than before, than the level, or less than nothing", () => {
  fc.assert(
    fc.property(anyModel, anyChange, (model, change) => {
      const ahead = aheadAfterDepth(model, change);
      expect(Number.isSafeInteger(ahead)).toBe(true);
      expect(ahead).toBeGreaterThanOrEqual(0);
      expect(ahead).toBeLessThanOrEqual(Math.min(change.aheadLots, change.nextLots));
    }),
    { numRuns: 1_000 },
  );
});

test("riskAverse is never before any other model", () => {
  fc.assert(
    fc.property(anyModel, anyChange, (model, change) => {
      expect(aheadAfterDepth(model, change)).toBeLessThanOrEqual(aheadAfterDepth(riskAverse, change));
    }),
    { numRuns: 1_000 },
  );
});
