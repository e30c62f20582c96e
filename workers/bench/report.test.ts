import { describe, expect, test } from "vitest";
import type { BenchRow } from "./bench-row";
import { meetsAim, mergedInto, ratioTo, reportOf, tableOf } from "./report";

const row = (change: Partial<BenchRow>): BenchRow => ({
  id: "a",
  what: "A",
  value: 100,
  unit: "ms",
  better: "less",
  aim: 120,
  data: "some",
  ...change,
});

describe("the bench's report", () => {
  test("a ratio above 1 is better, whichever way is better", () => {
    const baseline = reportOf([row({ id: "fast", value: 200 }), row({ id: "many", value: 50, better: "more" })]);
    expect(ratioTo(row({ id: "fast", value: 100 }), baseline)).toBe(2);
    expect(ratioTo(row({ id: "many", value: 25, better: "more" }), baseline)).toBe(0.5);
    expect(ratioTo(row({ id: "new" }), baseline)).toBeNull();
    expect(ratioTo(row({ id: "fast" }), null)).toBeNull();
  });

  test("a run of one part keeps the baseline of the others", () => {
    const merged = mergedInto(
      reportOf([row({ id: "a", value: 1 }), row({ id: "b" })]),
      reportOf([row({ id: "a", value: 2 })]),
    );
    expect(merged.rows.map(({ id, value }) => [id, value])).toEqual([
      ["a", 2],
      ["b", 100],
    ]);
    expect(mergedInto(null, merged)).toEqual(merged);
  });

  test("a ratio that is no number is left out", () => {
    const baseline = reportOf([row({ value: 0 })]);
    expect(ratioTo(row({ value: 0 }), baseline)).toBeNull();
  });

  test.each([
    [{ value: 120, aim: 120, better: "less" }, true],
    [{ value: 121, aim: 120, better: "less" }, false],
    [{ value: 120, aim: 120, better: "more" }, true],
    [{ value: 119, aim: 120, better: "more" }, false],
    [{ value: Number.NaN, aim: 120, better: "more" }, false],
    [{ aim: null }, null],
  ] as const)("%o meets its aim: %s", (change, meets) => {
    expect(meetsAim(row(change))).toBe(meets);
  });

  test("the table says what was measured, wanted, met, and against what", () => {
    const report = { machine: "2 x CPU", load: 0.5, rows: [row({ value: 1_234.567 })] };
    const baseline = { ...report, rows: [row({ value: 1_000 })] };
    expect(tableOf(report, baseline).split("\n")).toEqual([
      "Machine: 2 x CPU; load 0.5",
      "",
      "| what | measured | aim | | against baseline | data |",
      "|---|---:|---:|---|---:|---|",
      "| A | 1,234.57 ms | ≤ 120 | missed | 0.81 | some |",
    ]);
  });
});
