import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { changeRatio, toDayStats } from "./day-stats";

const HOUR = 3_600_000_000;
const hour = (n: number, openTicks: number) => ({
  openAt: micros(n * HOUR),
  openTicks,
  highTicks: openTicks + 5,
  lowTicks: openTicks - 5,
  closeTicks: openTicks,
  volumeLots: 10,
  trades: 1,
  isFinal: true,
});

test("compares with the price 24 h ago, to the hour", () => {
  const hours = Array.from({ length: 48 }, (_, n) => hour(n, 1_000 + n));
  const stats = toDayStats(hours, 47.5 * HOUR);
  expect(stats).toMatchObject({
    referenceTicks: 1_023,
    isPartial: false,
    volumeLots: 250,
    highTicks: 1_052,
    lowTicks: 1_018,
  });
  expect(changeRatio(stats!, 1_125.3)).toBeCloseTo(0.1, 12);
});

test("says when the data is younger than a day", () => {
  expect(toDayStats([hour(40, 900), hour(41, 910)], 41.5 * HOUR)).toMatchObject({
    referenceTicks: 900,
    isPartial: true,
  });
});

test("without candles there is nothing to compare with", () => {
  expect(toDayStats([], 0)).toBeNull();
});
