import { expect, test } from "vitest";
import { FeedGauge } from "./feed-gauge";

test("counts messages a second and the p99 of their handling", () => {
  const gauge = new FeedGauge(0);
  for (let i = 0; i < 1_980; i++) gauge.handled(100);
  for (let i = 0; i < 20; i++) gauge.handled(8_000);
  const { messagesPerSecond, lagMicros } = gauge.read(2_000_000);
  expect(messagesPerSecond).toBe(1_000);
  expect(lagMicros).toBeGreaterThanOrEqual(100);
  expect(lagMicros).toBeLessThan(120);
  for (let i = 0; i < 97; i++) gauge.handled(0);
  for (let i = 0; i < 3; i++) gauge.handled(8_000);
  expect(gauge.read(3_000_000).lagMicros).toBeGreaterThanOrEqual(8_000);
});

test("a blocked thread counts as lag, because messages wait in the socket meanwhile", () => {
  const gauge = new FeedGauge(0);
  gauge.handled(10);
  gauge.paused(250_000);
  gauge.paused(-100);
  expect(gauge.read(1_000_000).lagMicros).toBe(250_000);
  expect(gauge.read(2_000_000)).toEqual({ messagesPerSecond: 0, lagMicros: 0 });
});
