// Guarantee: a schedule's next time is the one that cron-parser gives (BullMQ's own, which decides when it is due).
import { describe, expect, test } from "vitest";
import { nextCronAt, parseCron } from "./cron";

const at = (text: string): number => Date.parse(`${text}Z`) * 1_000;
const shown = (micros: number | null): string | null =>
  micros === null ? null : new Date(micros / 1_000).toISOString().slice(0, 16);

describe("next time", () => {
  // 2026-11-21 is a Saturday. Expected times: crontab(5), checked with cron-parser 5.
  test.each([
    ["0 2 * * 1", "2026-11-21T21:30", "2026-11-23T02:00"],
    ["0 2 * * 1", "2026-11-23T02:00", "2026-11-30T02:00"],
    ["0 3 1 * *", "2026-11-21T21:30", "2026-12-01T03:00"],
    ["*/15 * * * *", "2026-11-21T21:46", "2026-11-21T22:00"],
    ["5,50 8-9 * * *", "2026-11-21T09:05", "2026-11-21T09:50"],
    ["0 0 29 2 *", "2026-11-21T21:30", "2028-02-29T00:00"],
    ["0 0 13 * 5", "2026-11-21T21:30", "2026-11-27T00:00"],
    ["0 12 * * 7", "2026-11-21T21:30", "2026-11-22T12:00"],
    ["0 12 * * 6,7", "2026-11-21T11:00", "2026-11-21T12:00"],
    ["30 4 1 1 *", "2026-12-31T23:59", "2027-01-01T04:30"],
  ])("%s after %s is %s", (cron, after, next) => {
    expect(shown(nextCronAt(cron, at(after)))).toBe(next);
  });

  test("a day that never comes has none", () => {
    expect(nextCronAt("0 0 30 2 *", at("2026-11-21T21:30"))).toBeNull();
  });

  test.each([
    ["0 2 * *", "five fields"],
    ["60 2 * * 1", "minute must be 0 to 59"],
    ["0 24 * * 1", "hour must be 0 to 23"],
    ["0 2 0 * *", "day of month must be 1 to 31"],
    ["0 2 * * MON", "day of week must be"],
    ["0 5-2 * * *", "hour must be"],
    ["*/0 * * * *", "minute must be"],
  ])("%s is refused: %s", (cron, words) => {
    expect(() => parseCron(cron)).toThrow(words);
  });
});
