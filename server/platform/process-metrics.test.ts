import { expect, test } from "vitest";
import { createLagGauge, measureProcess } from "./process-metrics";

test("the longest lateness since the last reading counts", () => {
  const gauge = createLagGauge(20);
  for (const at of [0, 20, 140, 165]) gauge.beat(at);
  expect(gauge.takeMicros()).toBe(100_000);
  gauge.beat(185);
  expect(gauge.takeMicros()).toBe(0);
});

test("a process has a size and a share of a core", () => {
  const metrics = measureProcess();
  const { rssBytes, heapBytes, cpuShare } = metrics.read();
  metrics.stop();
  expect(rssBytes).toBeGreaterThan(heapBytes);
  expect(heapBytes).toBeGreaterThan(1_000_000);
  expect(cpuShare).toBeGreaterThanOrEqual(0);
});
