import { expect, test } from "vitest";
import { FAILURES_MAX, OPEN_MICROS, ServiceBreaker } from "./service-breaker";

function broken(): ServiceBreaker {
  const breaker = new ServiceBreaker({ name: "a venue", withholds: true });
  for (let i = 0; i < FAILURES_MAX; i++) breaker.failed(1_000, "no answer");
  return breaker;
}

test("opens at the fifth failure in a row and not before", () => {
  const breaker = new ServiceBreaker({ name: "a venue", withholds: true });
  for (let i = 0; i < FAILURES_MAX - 1; i++) breaker.failed(0, "no answer");
  expect(breaker.state(0)).toBe("CLOSED");
  breaker.succeeded();
  for (let i = 0; i < FAILURES_MAX - 1; i++) breaker.failed(0, "no answer");
  expect(breaker.mayTry(0)).toBe(true);
  breaker.failed(0, "no answer");
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
  breaker.failed(later, "no answer");
  expect(breaker.state(later + OPEN_MICROS - 1)).toBe("OPEN");
  expect(breaker.mayTry(later + OPEN_MICROS)).toBe(true);
});

test("answers that come late while it is open do not lengthen it", () => {
  const breaker = broken();
  breaker.failed(1_000 + OPEN_MICROS / 2, "no answer");
  expect(breaker.mayTry(1_000 + OPEN_MICROS)).toBe(true);
});

test("says what it is at and why", () => {
  const breaker = new ServiceBreaker({ name: "a venue", withholds: true });
  expect(breaker.status(0)).toEqual({
    name: "a venue",
    withholds: true,
    state: "CLOSED",
    failures: 0,
    lastFailure: null,
    retryAt: null,
  });
  for (let i = 1; i <= FAILURES_MAX; i++) breaker.failed(i, `failure ${i}`);
  const lastFailure = { at: 5, text: "failure 5" };
  expect(breaker.status(6)).toMatchObject({ state: "OPEN", failures: 5, lastFailure, retryAt: 5 + OPEN_MICROS });
  expect(breaker.status(5 + OPEN_MICROS)).toMatchObject({
    state: "HALF_OPEN",
    failures: 5,
    lastFailure,
    retryAt: null,
  });
  breaker.succeeded();
  expect(breaker.status(5 + OPEN_MICROS)).toMatchObject({ state: "CLOSED", failures: 0, lastFailure });
});

test("one that only watches withholds nothing, and shows the same states", () => {
  const breaker = new ServiceBreaker({ name: "the database", withholds: false });
  for (let i = 0; i < FAILURES_MAX; i++) breaker.failed(0, "away");
  expect([breaker.state(1), breaker.mayTry(1), breaker.waitMicros(1)]).toEqual(["OPEN", true, 0]);
  breaker.failed(OPEN_MICROS, "still away");
  expect([breaker.state(OPEN_MICROS), breaker.state(2 * OPEN_MICROS)]).toEqual(["OPEN", "HALF_OPEN"]);
  breaker.succeeded();
  expect(breaker.state(2 * OPEN_MICROS)).toBe("CLOSED");
});
