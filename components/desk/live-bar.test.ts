import fc from "fast-check";
import { expect, test } from "vitest";
import type { Candle } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import { LiveBar } from "./live-bar";

const MINUTE = 60_000_000;

const minute = (n: number, over: Partial<Candle> = {}): Candle => ({
  openAt: micros(n * MINUTE),
  openTicks: 100,
  highTicks: 110,
  lowTicks: 90,
  closeTicks: 105,
  volumeLots: 10,
  trades: 2,
  isFinal: false,
  ...over,
});

test("a 1m bar is the minute itself", () => {
  expect(new LiveBar("1m", []).push(minute(7))).toEqual(minute(7));
});

test("a 5m bar keeps its open and sums its minutes, whatever often each is repeated", () => {
  const bar = new LiveBar("5m", [minute(5, { openTicks: 95, volumeLots: 3 }), minute(6, { highTicks: 130 })]);
  bar.push(minute(7, { volumeLots: 1 }));
  bar.push(minute(7, { volumeLots: 2 }));
  const last = bar.push(minute(7, { volumeLots: 4, lowTicks: 80, closeTicks: 85 }));
  expect(last).toMatchObject({
    openAt: 5 * MINUTE,
    openTicks: 95,
    highTicks: 130,
    lowTicks: 80,
    closeTicks: 85,
    volumeLots: 17,
    trades: 6,
  });
});

test("the next interval starts anew", () => {
  const bar = new LiveBar("5m", [minute(8), minute(9)]);
  expect(bar.push(minute(10, { openTicks: 50, volumeLots: 1 }))).toMatchObject({
    openAt: 10 * MINUTE,
    openTicks: 50,
    volumeLots: 1,
  });
});

test("a minute that comes too late changes nothing", () => {
  const bar = new LiveBar("5m", [minute(5), minute(6)]);
  expect(bar.push(minute(5, { volumeLots: 1_000 }))).toBeNull();
  expect(bar.push(minute(6))).toMatchObject({ volumeLots: 20 });
});

test("volume and range of a bar are those of its minutes, for every run of minutes", () => {
  const any = fc.record({ volume: fc.integer({ min: 0, max: 1_000 }), high: fc.integer({ min: 100, max: 200 }) });
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 40 }), (minutes) => {
      const bar = new LiveBar("15m", []);
      minutes.forEach((m, i) => bar.push(minute(i, { volumeLots: m.volume, highTicks: m.high })));
      const last = bar.push(minute(minutes.length, { volumeLots: 5, highTicks: 100 }));
      const within = minutes.slice(Math.floor(minutes.length / 15) * 15);
      expect(last?.volumeLots).toBe(within.reduce((sum, m) => sum + m.volume, 5));
      expect(last?.highTicks).toBe(Math.max(100, ...within.map((m) => m.high)));
    }),
  );
});
