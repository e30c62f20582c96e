import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { fillOdds, normalCdf } from "./fill-odds";

// Table values of the standard normal distribution (Abramowitz and Stegun 1964, table 26.1).
test.each([
  [0, 0.5],
  [1, 0.8413447],
  [-1, 0.1586553],
  [1.96, 0.9750021],
])("Φ(%d)", (z, p) => {
  expect(normalCdf(z)).toBeCloseTo(p, 6);
});

const NOW = 100_000_000;
const drains = (count: number, lots: number) =>
  Array.from({ length: count }, (_, i) => ({
    at: micros(NOW - i * 1_000_000),
    cause: "trade" as const,
    aheadLots: 0,
    deltaLots: lots,
  }));
const order = { acceptedAt: NOW - 60_000_000, now: NOW };

test("a queue that drained exactly what is ahead is as likely as not", () => {
  expect(fillOdds({ ...order, aheadLots: 500, trace: drains(50, 10) })).toBeCloseTo(0.5, 6);
});

test("more ahead is never more likely", () => {
  const trace = drains(50, 10);
  const odds = [100, 400, 500, 600, 2_000].map((aheadLots) => Number(fillOdds({ ...order, aheadLots, trace })));
  expect(odds).toEqual([...odds].sort((a, b) => b - a));
});

test("a queue that nothing moves will not be reached", () => {
  expect(fillOdds({ ...order, aheadLots: 10, trace: [] })).toBe(0);
});

test("what cannot be told says why", () => {
  expect(fillOdds({ ...order, aheadLots: null, trace: [] })).toBe("The order does not rest yet");
  expect(fillOdds({ aheadLots: 5, acceptedAt: NOW - 1, now: NOW, trace: [] })).toBe("Watched for less than 5 s");
});
