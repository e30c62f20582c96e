import { expect, test } from "vitest";
import { FAILURES_MAX, OPEN_MICROS, ServiceBreaker } from "./service-breaker";

function broken(): ServiceBreaker {
  const breaker = new ServiceBreaker();
  for (let i = 0; i < FAILURES_MAX; i++) breaker.failed(1_000);
  return breaker;
}

test("opens at the fifth failure in a row and not before", () => {
  const breaker = new ServiceBreaker();
  for (let i = 0; i < FAILURES_MAX - 1; i++) breaker.failed(0);
  expect(breaker.state(0)).toBe("CLOSED");
  breaker.succeeded();
  for (let i = 0; i < FAILURES_MAX - 1; i++) breaker.failed(0);
  expect(breaker.mayTry(0)).toBe(true);
  breaker.failed(0);
  expect(breaker.state(0)).toBe("OPEN");
  expect(breaker.mayTry(OPEN_MICROS - 1)).toBe(false);
  expect(breaker.waitMicros(OPEN_MICROS - 1)).toBe(1);
});

test("lets one probe pass after 30 s, whose success closes it", () => {
  const breaker = broken();
  const later = 1_000 + OPEN_MICROS;
  expect(breaker.state(later)).toBe("HALF_OPEN");
  expect([breaker.mayTry(later), breaker.mayTry(later)]).toEqual([true, false]);
  breaker.succeeded();
  expect([breaker.mayTry(later), breaker.mayTry(later)]).toEqual([true, true]);
});

test("a probe that fails opens it for another 30 s", () => {
  const breaker = broken();
  const later = 1_000 + OPEN_MICROS;
  breaker.mayTry(later);
  breaker.failed(later);
  expect(breaker.state(later + OPEN_MICROS - 1)).toBe("OPEN");
  expect(breaker.mayTry(later + OPEN_MICROS)).toBe(true);
});

test("answers that come late while it is open do not lengthen it", () => {
  const breaker = broken();
  breaker.failed(1_000 + OPEN_MICROS / 2);
  expect(breaker.mayTry(1_000 + OPEN_MICROS)).toBe(true);
});
