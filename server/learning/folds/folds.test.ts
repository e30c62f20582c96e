import fc from "fast-check";
import { expect, test } from "vitest";
import type { FoldSpec } from "@/server/domain/models/recipe";
import { combinatorialSplits, embargoMicros } from "./combinatorial";
import { walkForward } from "./walk-forward";

const DAY = 86_400_000_000;
const spec: FoldSpec = {
  trainDays: 180,
  validDays: 30,
  testDays: 30,
  stepDays: 7,
  walksMax: 60,
  combinatorial: null,
  embargoShare: 0.01,
};

/** Rows at any moments of some instruments, with labels of any length. */
const anyTimes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 400 * 24 }), fc.integer({ min: 1, max: 72 })), {
    minLength: 1,
    maxLength: 400,
  })
  .map((rows) => ({
    rows: rows.length,
    at: Float64Array.from(rows, ([hour]) => (hour * DAY) / 24),
    endAt: Float64Array.from(rows, ([hour, length]) => ((hour + length) * DAY) / 24),
  }));

/** Four rows an hour. */
const PER_DAY = 96;
const quarterly = (days: number, horizonHours = 2) => {
  const rows = Math.round(days * PER_DAY);
  return {
    rows,
    at: Float64Array.from({ length: rows }, (_, i) => (i * DAY) / PER_DAY),
    endAt: Float64Array.from({ length: rows }, (_, i) => ((i + horizonHours * 4) * DAY) / PER_DAY),
  };
};

test("no training row of a split shares a moment with what is scored, nor begins within the embargo after it", () => {
  fc.assert(
    fc.property(anyTimes, fc.integer({ min: 0, max: 20 }), (times, embargoDays) => {
      const { splits } = combinatorialSplits(times, { groups: 6, heldOut: 2, embargo: embargoDays * DAY });
      for (const { train, tests } of splits)
        for (const scored of tests.flatMap((rows) => [...rows])) {
          const [from, to] = [times.at[scored] ?? 0, (times.endAt[scored] ?? 0) + embargoDays * DAY];
          const leak = train.find((row) => (times.endAt[row] ?? 0) >= from && (times.at[row] ?? 0) <= to);
          if (leak !== undefined) expect(`row ${leak} teaches what row ${scored} is scored by`).toBeNull();
        }
      expect(splits).toHaveLength(15);
    }),
    { numRuns: 12 },
  );
});

// C(6, 2) = 15 splits and 15 · 2 / 6 = 5 paths (Lopez de Prado 2018, 12.4).
test("six groups with two held out give fifteen splits and five whole paths", () => {
  const times = quarterly(60);
  const { splits, paths } = combinatorialSplits(times, { groups: 6, heldOut: 2, embargo: 0 });
  expect(splits).toHaveLength(15);
  expect(paths).toHaveLength(5);
  const used = new Set<string>();
  for (const path of paths) {
    const rows = path.flatMap((split, group) => {
      used.add(`${split}/${group}`);
      return [...(splits[split]?.tests[splits[split].heldOut.indexOf(group)] ?? [])];
    });
    expect(new Set(rows).size).toBe(times.rows);
  }
  expect(used.size).toBe(30);
});

test("every path goes through every row once, whatever the groups", () => {
  fc.assert(
    fc.property(anyTimes, fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 6 }), (times, groups, held) => {
      const heldOut = Math.min(held, groups - 1);
      const { splits, paths } = combinatorialSplits(times, { groups, heldOut, embargo: 0 });
      for (const path of paths) {
        const rows = path.flatMap((split, group) => [
          ...(splits[split]?.tests[splits[split].heldOut.indexOf(group)] ?? []),
        ]);
        expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: times.rows }, (_, row) => row));
      }
    }),
    { numRuns: 40 },
  );
});

test("groups that give no split, or too many, are refused with their number", () => {
  expect(() => combinatorialSplits(quarterly(2), { groups: 4, heldOut: 4, embargo: 0 })).toThrow(
    "4 groups with 4 held out",
  );
  expect(() => combinatorialSplits(quarterly(2), { groups: 12, heldOut: 6, embargo: 0 })).toThrow("924 splits");
});

test("a walk's parts follow one another, and nothing that teaches was known only after the next part began", () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 90 }), fc.integer({ min: 1, max: 36 }), (days, horizonHours) => {
      const times = quarterly(days, horizonHours);
      const { walks } = walkForward(times, spec);
      expect(walks.length).toBeGreaterThan(0);
      for (const { train, stop, calibrate, test, spans } of walks) {
        const ends: [Uint32Array, number][] = [
          [train, spans.stop.from],
          [stop, spans.calibrate.from],
          [calibrate, spans.test.from],
        ];
        for (const [rows, bound] of ends) expect(latest(rows, times.endAt)).toBeLessThan(bound);
        expect(test.every((row) => (times.at[row] ?? 0) >= spans.test.from)).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

const latest = (rows: Uint32Array, endAt: Float64Array): number =>
  rows.reduce((most, row) => Math.max(most, endAt[row] ?? 0), 0);

test("a long history has the windows that were asked for, the newest ending with it", () => {
  const times = quarterly(300);
  const { walks, scale, text } = walkForward(times, spec);
  expect(scale).toBe(1);
  // 240 days a walk; 60 days are left for steps of 7: 8 of them and the newest.
  expect(walks).toHaveLength(9);
  expect(walks.at(-1)?.spans.test.to).toBe((times.at.at(-1) ?? 0) + 1);
  const first = walks[0]?.spans;
  expect((first?.train.to ?? 0) - (first?.train.from ?? 0)).toBe(180 * DAY);
  expect(text).toBe("9 walks: 180 days to train, 30 to stop and calibrate, 30 to test, a step of 7.");
});

test("a short history is cut in proportion, and it is said", () => {
  const { walks, scale, text } = walkForward(quarterly(26.1), spec);
  expect(walks).toHaveLength(4);
  expect(scale).toBeCloseTo(0.1, 3);
  expect(text).toContain("The history of 26.1 days is too short for 180/30/30 days stepping 7");
  expect(text).toContain("10 times shorter");
});

test("too few rows give no walk rather than one that says nothing", () => {
  expect(walkForward(quarterly(3), spec).walks).toEqual([]);
  expect(walkForward({ rows: 0, at: new Float64Array(), endAt: new Float64Array() }, spec).walks).toEqual([]);
});

test("the embargo is a share of the sample's length", () => {
  expect(embargoMicros(quarterly(100, 24), spec) / DAY).toBeCloseTo(1.01, 1);
});
