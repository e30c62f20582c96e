import { expect, test } from "vitest";
import { createSystemClock } from "./clock";

function setup() {
  const now = { wallMs: 1_700_000_000_000, monotonicMs: 500.25 };
  const clock = createSystemClock({ wallMs: () => now.wallMs, monotonicMs: () => now.monotonicMs });
  return { now, clock };
}

test("counts microseconds of the monotonic clock from an anchor in UTC", () => {
  const { now, clock } = setup();
  expect(clock.nowMicros()).toBe(1_700_000_000_000_000);
  now.monotonicMs += 0.125;
  expect(clock.nowMicros()).toBe(1_700_000_000_000_125);
});

test("small corrections of the wall clock do not make it jump", () => {
  const { now, clock } = setup();
  const before = clock.nowMicros();
  now.wallMs -= 900;
  now.monotonicMs += 1;
  expect(clock.nowMicros()).toBe(before + 1000);
});

test("follows the wall clock when they are more than a second apart", () => {
  const { now, clock } = setup();
  clock.nowMicros();
  now.wallMs += 3_600_000; // the machine slept: the monotonic clock stood still
  expect(clock.nowMicros()).toBe(1_700_003_600_000_000);
});
