import { expect, test } from "vitest";
import { toClock, toDateTime, toDuration, toIsoMicros } from "./time-format";

// 2024-08-08T23:54:01.123456Z: `date -u -d 2024-08-08T23:54:01Z +%s` prints 1723161241.
const AT = 1_723_161_241_123_456;

test("an instant keeps its microseconds", () => {
  expect(toIsoMicros(AT)).toBe("2024-08-08T23:54:01.123456Z");
  expect(toClock(AT, false)).toBe("23:54:01");
  expect(toClock(AT, true)).toBe("23:54:01.123");
  expect(toDateTime(AT)).toBe("2024-08-08 23:54:01");
});

test.each([
  [340, "340 µs"],
  [84_200, "84 ms"],
  [999_600, "1.0 s"],
  [4_200_000, "4.2 s"],
  [9_960_000, "10 s"],
  [41_000_000, "41 s"],
  [59_600_000, "1 min"],
  [200_000_000, "3 min 20 s"],
  [18_720_000_000, "5 h 12 min"],
  [183_600_000_000, "2 d 3 h"],
  [-84_200, "−84 ms"],
])("%i µs reads %s", (micros, text) => {
  expect(toDuration(micros)).toBe(text);
});
