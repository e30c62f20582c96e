import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { SourceInfo } from "@/server/ports/source-info";
import { createMarketClock } from "./market-clock";

const SECOND = 1_000_000;

function setUp(speed: number, kind: SourceInfo["kind"] = "recorded") {
  const now = { wall: 1_800_000_000 * SECOND };
  const wall = { nowMicros: () => micros(now.wall), every: () => () => {} };
  const info = (marketAt: number, hasEnded = false): SourceInfo => ({
    kind,
    label: "",
    session: "1",
    speed,
    marketAt: micros(marketAt),
    hasEnded,
  });
  return { now, info, clock: createMarketClock(wall, info(1_000 * SECOND)) };
}

test("a recording's clock runs in its own time at its own speed", () => {
  const { now, clock } = setUp(10);
  expect(clock.nowMicros()).toBe(1_000 * SECOND);
  now.wall += 2 * SECOND;
  expect(clock.nowMicros()).toBe(1_020 * SECOND);
});

test("it follows a player that is further on, and waits for one that fell behind", () => {
  const { now, clock, info } = setUp(10);
  now.wall += SECOND;
  clock.synchronise(info(1_012 * SECOND));
  expect(clock.nowMicros()).toBe(1_012 * SECOND);
  clock.synchronise(info(1_005 * SECOND));
  expect(clock.nowMicros()).toBe(1_012 * SECOND);
});

test("it stands still when the recording is over", () => {
  const { now, clock, info } = setUp(1);
  now.wall += 5 * SECOND;
  clock.synchronise(info(1_004 * SECOND, true));
  now.wall += 60 * SECOND;
  clock.synchronise(info(1_064 * SECOND, true));
  expect(clock.nowMicros()).toBe(1_005 * SECOND);
});

test("a simulated market runs in the wall's time", () => {
  const { now, clock, info } = setUp(1, "simulated");
  clock.synchronise(info(5));
  expect(clock.nowMicros()).toBe(now.wall);
});
