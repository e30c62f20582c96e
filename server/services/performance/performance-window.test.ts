import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Micros, micros } from "@/server/domain/micros";
import { resolveWindow, type WindowPreset } from "@/server/domain/performance-window";

const at = (iso: string): Micros => micros(Date.parse(iso) * 1_000);
const life = { from: at("2024-02-10T03:04:05.678Z"), to: at("2025-03-05T12:34:56.789Z") };

describe("a window", () => {
  test.each<[WindowPreset, string]>([
    ["today", "2025-03-05T00:00:00Z"],
    ["7d", "2025-02-26T12:34:00Z"],
    ["30d", "2025-02-03T12:34:00Z"],
    ["month", "2025-03-01T00:00:00Z"],
    ["all", "2024-02-10T03:04:05.678Z"],
  ])("%s begins at %s and ends with what is known", (preset, from) => {
    expect(resolveWindow({ preset }, life)).toEqual({ from: at(from), to: life.to });
  });

  test("months begin on the first, whatever the day", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("1970-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }), (now) => {
        const to = micros(now.getTime() * 1_000);
        const { from } = resolveWindow({ preset: "month" }, { from: micros(0), to });
        expect(new Date(from / 1_000).toISOString()).toBe(`${now.toISOString().slice(0, 7)}-01T00:00:00.000Z`);
      }),
    );
  });

  test("of one's own is cut to the desk's life", () => {
    const asked = { from: at("2024-01-01T00:00:00Z"), to: at("2024-05-01T00:00:00Z") };
    expect(resolveWindow(asked, life)).toEqual({ from: life.from, to: asked.to });
  });

  test.each([
    ["2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", "invalid", "ends before it begins"],
    ["2024-05-01T00:00:01Z", "2024-06-01T00:00:00Z", "invalid", "whole minutes"],
    ["2010-05-01T00:00:00Z", "2024-06-01T00:00:00Z", "limit_exceeded", "10 years"],
    ["2023-05-01T00:00:00Z", "2024-02-10T00:00:00Z", "not_found", "no equity in this window"],
    ["2025-04-01T00:00:00Z", "2025-05-01T00:00:00Z", "not_found", "no equity in this window"],
  ])("from %s to %s is refused", (...[from, to, code, words]) => {
    const resolve = () => resolveWindow({ from: at(from), to: at(to) }, life);
    expect(resolve).toThrow(words);
    expect(resolve).toThrow(expect.objectContaining({ code }));
  });
});
