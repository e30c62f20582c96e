import { expect, test } from "vitest";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { SchedulePoint } from "@/server/domain/parent-order";
import { withPoint } from "./done-curve";

const grown = (points: number): readonly SchedulePoint[] =>
  Array.from({ length: points }, (_, i) => i + 1).reduce<readonly SchedulePoint[]>(
    (done, i) => withPoint(done, micros(i * 10), lots(i)),
    [],
  );

test("every fill is a point while there is room", () => {
  expect(grown(3)).toEqual([
    { at: 10, lots: 1 },
    { at: 20, lots: 2 },
    { at: 30, lots: 3 },
  ]);
  expect(grown(500)).toHaveLength(500);
});

test("of several fills in one moment the last counts", () => {
  expect(withPoint(grown(2), micros(20), lots(7))).toEqual([
    { at: 10, lots: 1 },
    { at: 20, lots: 7 },
  ]);
});

test("however many fills: 500 points at most, first and last kept, none invented, in order", () => {
  for (const count of [501, 502, 751, 10_000]) {
    const done = grown(count);
    expect(done.length).toBeLessThanOrEqual(500);
    expect(done.length).toBeGreaterThanOrEqual(250);
    expect(done[0]).toEqual({ at: 10, lots: 1 });
    expect(done.at(-1)).toEqual({ at: count * 10, lots: count });
    expect(done.every(({ at, lots: all }, i) => at === all * 10 && all > (done[i - 1]?.lots ?? 0))).toBe(true);
  }
});
