import { expect, test } from "vitest";
import type { CommandBody } from "@/server/domain/command";
import { micros } from "@/server/domain/micros";
import type { CandleQuery, StoredCandle } from "@/server/ports/market-store";
import { parentDraft } from "@/server/testing/parent-run";
import { volumeCurve, withVolumeCurve } from "./volume-curve";

/** 2024-08-09 00:00 UTC. */
const MIDNIGHT = 1_723_161_600_000_000;

const candle = (halfHour: number, volumeLots: number, change: Partial<StoredCandle> = {}): StoredCandle => ({
  instrumentId: "test:ABC/USDT",
  instrumentVersion: 1,
  openAt: micros(MIDNIGHT + halfHour * 1_800_000_000),
  openTicks: 1,
  highTicks: 1,
  lowTicks: 1,
  closeTicks: 1,
  volumeLots,
  trades: 1,
  isFinal: true,
  ...change,
});

const day = (from: number, volume: (half: number) => number) =>
  Array.from({ length: 48 }, (_, half) => candle(from + half, volume(half)));

test("the shares are those of the means, and sum to a million", () => {
  // Half hour 10 has 3 of 50 parts; the others 1 of 50 each, that is 20,000 ppm.
  const curve = volumeCurve(day(0, (half) => (half === 10 ? 300 : 100)));
  expect(curve).toEqual(Array.from({ length: 48 }, (_, half) => (half === 10 ? 60_000 : 20_000)));
  const odd = volumeCurve(day(0, (half) => 1 + half * half)) ?? [];
  expect(odd.reduce((sum, share) => sum + share, 0)).toBe(1_000_000);
});

test("a half hour that was missed on one day counts by the days on which it was seen", () => {
  const twoDays = [...day(0, () => 100), ...day(48, () => 100).filter((_, half) => half !== 5)];
  expect(new Set(volumeCurve(twoDays))).toEqual(new Set([20_833, 20_849]));
});

test("less than a day, nothing traded, or another lot size since yesterday: no curve", () => {
  expect(volumeCurve([])).toBeNull();
  expect(volumeCurve(day(0, () => 100).slice(1))).toBeNull();
  expect(volumeCurve(day(0, () => 0))).toBeNull();
  expect(volumeCurve([...day(0, () => 100), candle(48, 100, { instrumentVersion: 2 })])).toBeNull();
  expect(volumeCurve(day(0, () => 100).with(47, candle(47, 100, { isFinal: false })))).toBeNull();
});

test("only a VWAP order without a curve is given one, of its own instrument's last 30 days", async () => {
  const asked: CandleQuery[] = [];
  const market = {
    listCandles: async (query: CandleQuery) => {
      asked.push(query);
      return day(0, () => 100);
    },
  };
  const start = (change: Parameters<typeof parentDraft>[0]): CommandBody => ({
    kind: "startParent",
    parent: parentDraft(change),
  });
  const filled = await withVolumeCurve(market, start({ kind: "vwap" }));
  expect(filled.kind === "startParent" && filled.parent.volumeCurvePpm).toHaveLength(48);
  expect(asked).toEqual([{ instrumentId: "test:ABC/USDT", interval: "30m", before: null, limit: 1_440 }]);
  for (const body of [start({}), start({ kind: "vwap", volumeCurvePpm: [1] }), { kind: "pause" } as const]) {
    expect(await withVolumeCurve(market, body)).toBe(body);
  }
  expect(asked).toHaveLength(1);
});
