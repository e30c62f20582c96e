import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RollingSum, type RollingSumState } from "./rolling-sum";

const anyEvents = fc.array(
  fc.record({ gap: fc.integer({ min: 0, max: 400 }), value: fc.integer({ min: -1_000_000, max: 1_000_000 }) }),
  { maxLength: 400 },
);

/** The obvious version: keep everything, filter, add. */
const slowSum = (events: readonly { at: number; value: number }[], now: number, window: number) =>
  events.filter(({ at }) => at > now - window && at <= now).reduce((sum, { value }) => sum + value, 0);

describe("RollingSum", () => {
  test("equals the sum over a filtered list at every moment, ring growth included", () => {
    fc.assert(
      fc.property(anyEvents, fc.integer({ min: 1, max: 20_000 }), (gaps, window) => {
        const rolling = new RollingSum(window);
        const events: { at: number; value: number }[] = [];
        let at = 1_700_000_000_000_000;
        for (const { gap, value } of gaps) {
          at += gap;
          events.push({ at, value });
          rolling.add(at, value);
          expect(rolling.sum).toBe(slowSum(events, at, window));
        }
        rolling.advance(at + Math.ceil(window / 2));
        expect(rolling.sum).toBe(slowSum(events, at + Math.ceil(window / 2), window));
        rolling.advance(at + window);
        expect(rolling.sum).toBe(0);
      }),
    );
  });

  test("goes on from its saved state, through JSON, as if nothing had happened", () => {
    fc.assert(
      fc.property(anyEvents, fc.nat({ max: 400 }), (gaps, cut) => {
        const kept = new RollingSum(3_000);
        let other = new RollingSum(3_000);
        let at = 0;
        for (const [i, { gap, value }] of gaps.entries()) {
          at += gap;
          if (i === cut) {
            const saved = JSON.stringify(other.save());
            other = new RollingSum(3_000);
            other.restore(JSON.parse(saved) as RollingSumState);
          }
          kept.add(at, value);
          other.add(at, value);
          expect(other.save()).toEqual(kept.save());
        }
      }),
    );
  });

  test("keeps at most 65,536 entries and stays exact over all it holds", () => {
    const rolling = new RollingSum(10_000_000);
    for (let i = 0; i < 100_000; i++) rolling.add(i, 1);
    expect(rolling.save().at).toHaveLength(65_536);
    expect(rolling.sum).toBe(100_000);
    rolling.advance(20_000_000);
    expect(rolling.sum).toBe(0);
  });

  test.each([0, -1, 0.5, Number.NaN])("refuses a window of %s µs", (window) => {
    expect(() => new RollingSum(window)).toThrow("a window must be a positive whole number of µs");
  });
});
