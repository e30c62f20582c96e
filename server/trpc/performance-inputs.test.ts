import { expect, test } from "vitest";
import { attributionExportQuery, performanceExportQuery, performanceInput } from "./performance-inputs";

test("a window is a preset or two instants, never both and never half", () => {
  const parse = (window: unknown) => performanceInput.safeParse({ deskId: "d", window }).success;
  expect([parse({ preset: "7d" }), parse({ from: 0, to: 60_000_000 })]).toEqual([true, true]);
  expect([parse({ preset: "ever" }), parse({ from: 0 }), parse({ preset: "7d", from: 0, to: 1 }), parse(null)]).toEqual(
    [false, false, false, false],
  );
});

test("exports read it from query parameters, in µs or as ISO instants, and say what is missing", () => {
  expect(performanceExportQuery.parse({ deskId: "d" })).toEqual({ deskId: "d", window: { preset: "all" } });
  const custom = { deskId: "d", window: "custom", from: "1970-01-01T00:01:00Z", to: "120000000" };
  expect(attributionExportQuery.parse({ ...custom, by: "hour" })).toEqual({
    deskId: "d",
    window: { from: 60_000_000, to: 120_000_000 },
    by: "hour",
  });
  const half = performanceExportQuery.safeParse({ ...custom, to: null });
  expect(half.error?.issues.map(({ message }) => message)).toEqual([
    "a window of one's own needs both its ends: from and to",
  ]);
  expect(attributionExportQuery.safeParse({ ...custom, to: null }).success).toBe(false);
});

test.each(["9999999999999999", "0000-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "1969-12-31T23:59:00Z"])(
  "an instant that micros cannot count is refused in words: %s",
  (to) => {
    const read = performanceExportQuery.safeParse({ deskId: "d", window: "custom", from: "0", to });
    expect(read.error?.issues.map(({ message }) => message)).toEqual(["must be an instant from 1970 to 2255"]);
  },
);
