import { expect, test } from "vitest";
import { Funding } from "./funding";
import { MarkPrice } from "./mark-price";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = Date.UTC(2026, 10, 21);
const at = (premium: number) => ({ premium, markPrice: 50_000 });

const open = (pastPremium: number, startMillis = DAY) =>
  new Funding({ pastPremium: () => pastPremium, pastIndex: () => 60_000, startMillis });

// Binance's rule: P + clamp(0.01 % - P, ±0.05 %), within ±0.3 %. Worked by hand.
test.each([
  [0, 10_000],
  [0.0003, 10_000],
  [-0.0004, 10_000],
  [0.001, 50_000],
  [-0.001, -50_000],
  [0.02, 300_000],
  [-0.02, -300_000],
])("a premium of %d over the whole interval is paid as %d parts per 10^8", (premium, rateE8) => {
  const funding = open(0);
  for (let minute = 0; minute < 8 * 60; minute++) funding.observe(DAY + minute * MINUTE, at(premium));
  // The sample at the very start was taken from the path: its weight is 1 of 115,440.
  expect(Math.abs(funding.rateE8 - rateE8)).toBeLessThanOrEqual(1);
  funding.observe(DAY + 8 * HOUR, at(premium));
  expect(funding.paidAt(DAY + 8 * HOUR)).toMatchObject({ atMillis: DAY + 8 * HOUR, markPrice: 50_000 });
  expect(Math.abs(funding.lastRateE8 - rateE8)).toBeLessThanOrEqual(1);
  expect(funding.nextMillis).toBe(DAY + 16 * HOUR);
});

test("late samples weigh more than early ones", () => {
  const [rising, falling] = [open(0), open(0)];
  for (let minute = 1; minute < 480; minute++) {
    rising.observe(DAY + minute * MINUTE, at(minute < 240 ? 0 : 0.002));
    falling.observe(DAY + minute * MINUTE, at(minute < 240 ? 0.002 : 0));
  }
  // Weights 241 to 480 of 1 to 480 are three quarters of all.
  expect(rising.rateE8).toBeCloseTo(0.75 * 200_000 - 50_000, -3);
  expect(falling.rateE8).toBeCloseTo(0.25 * 200_000 - 40_000, -3);
});

test("a market opened in the middle of an interval takes the path for what it did not see", () => {
  const funding = open(0.001, DAY + 4 * HOUR);
  expect(funding.rateE8).toBe(50_000);
  expect(funding.lastRateE8).toBe(50_000);
  expect(funding.paidAt(DAY - 16 * HOUR)).toEqual({ atMillis: DAY - 16 * HOUR, rateE8: 50_000, markPrice: 60_000 });
  funding.observe(DAY + 4 * HOUR + 30_000, at(1));
  expect(funding.rateE8).toBe(50_000);
});

test("the mark is the median of what funding, the book's average and the last trade say", () => {
  const mark = new MarkPrice();
  const quiet = { index: 100, mid: 101, last: 105, lastRateE8: 10_000_000, shareLeft: 0.5 };
  // Price 1: 100 × (1 + 0.1 × 0.5) = 105; price 2: 100 + 1; last 105.
  expect(mark.next(quiet)).toBe(105);
  // Price 2 is the mean of basis 1 and 3.
  expect(mark.next({ ...quiet, mid: 103, last: 90 })).toBe(102);
  // One wild second moves it by a thirtieth.
  for (let i = 0; i < 30; i++) mark.next({ ...quiet, mid: 100 });
  expect(mark.next({ index: 100, mid: 130, last: 130, lastRateE8: 0, shareLeft: 1 })).toBe(101);
});
