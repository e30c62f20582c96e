import { expect, test } from "vitest";
import { checkTime, checkTouch, JumpDetector } from "./sanity";

test.each([
  [100, 101, null],
  [100, 100, "crossed_book"],
  [101, 100, "crossed_book"],
  [1_000, 1_011, "wide_spread"],
  [1_000, 1_010, null],
  [Number.NaN, 100, null],
  [100, Number.NaN, null],
] as const)("the touch %d / %d is %s", (bid, ask, reason) => {
  expect(checkTouch(bid, ask)).toBe(reason);
});

test.each([
  ["just behind", 9_000_000, 10_000_000, 10_000_000, null],
  ["more than a second behind", 8_999_999, 10_000_000, 10_000_000, "time_back"],
  ["five seconds ahead of our clock", 15_000_000, 10_000_000, 10_000_000, null],
  ["further ahead", 15_000_001, 10_000_000, 10_000_000, "time_ahead"],
  ["the first of all", 1, 0, 10_000_000, null],
] as const)("a stamp %s", (...[, at, newest, venueNow, reason]) => {
  expect(checkTime(at, newest, venueNow)).toBe(reason);
});

/** A price that wobbles by one in a thousand. */
const wobble = (second: number): number => 100_000 + (second % 7) * 10 - 30;

test("a price ten robust sigmas away is a jump, once there is enough to judge by", () => {
  const early = new JumpDetector();
  for (let s = 0; s < 59; s++) early.check(wobble(s), s * 1e6);
  expect(early.check(200_000, 59e6)).toBe(false);

  const jumps = new JumpDetector();
  for (let s = 0; s < 100; s++) expect(jumps.check(wobble(s), s * 1e6)).toBe(false);
  expect(jumps.check(100_250, 100e6)).toBe(false);
  expect(jumps.check(100_350, 100e6)).toBe(true);
  expect(jumps.check(wobble(100), 100e6)).toBe(false);
});

test("one wild print does not make the next ones plausible", () => {
  const jumps = new JumpDetector();
  for (let s = 0; s < 100; s++) jumps.check(wobble(s), s * 1e6);
  for (let s = 100; s < 120; s++) expect(jumps.check(150_000, s * 1e6)).toBe(true);
  expect(jumps.check(wobble(120), 120e6)).toBe(false);
});

test("in a market that stood still a basis point is one sigma", () => {
  const jumps = new JumpDetector();
  for (let s = 0; s < 100; s++) jumps.check(100_000, s * 1e6);
  expect(jumps.check(100_100, 100e6)).toBe(false);
  expect(jumps.check(100_101, 100e6)).toBe(true);
});
