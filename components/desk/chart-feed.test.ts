import { expect, test } from "vitest";
import type { Candle } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import { hasHole } from "./chart-feed";

const MINUTE = 60_000_000;
const bar = (n: number): Candle => ({
  openAt: micros(n * MINUTE),
  openTicks: 1,
  highTicks: 1,
  lowTicks: 1,
  closeTicks: 1,
  volumeLots: 0,
  trades: 0,
  isFinal: true,
});
const run = (length: number) => Array.from({ length }, (_, n) => bar(n));

test("an unbroken screenful has no hole", () => {
  expect(hasHole(run(200), MINUTE)).toBe(false);
});

test("a missing bar, or too little to fill a screen, is worth another look", () => {
  expect(hasHole(run(200).toSpliced(100, 1), MINUTE)).toBe(true);
  expect(hasHole(run(20), MINUTE)).toBe(true);
});
