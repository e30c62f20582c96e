import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answerRest, REST_PREFIXES } from "@/server/adapters/simulated/binance/rest";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedPerpetuals, type PerpetualVenue } from "./simulated-perpetuals";
import { createSimulatedVenue } from "./simulated-venue";

// 2026-11-21 07:59 UTC: a minute before a funding.
const START = Date.UTC(2026, 10, 21, 7, 59) * 1_000;
const SECOND = 1_000_000;
const FUNDING_MILLIS = 8 * 3_600_000;

function open(seed: number, startMicros = START) {
  const clock = new ManualClock(startMicros);
  const spot = createSimulatedVenue({ seed, clock });
  return { clock, spot, ...createSimulatedPerpetuals({ seed, clock, spot }) };
}

const get = (venue: PerpetualVenue, path: string, query: Record<string, string>): unknown =>
  JSON.parse(answerRest(venue, `${REST_PREFIXES[venue.product]}${path}`, new URLSearchParams(query)).body);

type Mark = Readonly<{ E: number; p: string; i: string; r: string; T: number }>;
type FuturesDiff = Readonly<{ U: number; u: number; pu: number }>;
const PRODUCTS = [
  ["linear", "BTCUSDT"],
  ["inverse", "BTCUSD_PERP"],
] as const;

function digestOf(seed: number): string {
  const { clock, spot, linear, inverse } = open(seed);
  const hash = createHash("sha256");
  const tell = (stream: string, data: string) => void hash.update(stream).update(data);
  for (const venue of [spot, linear, inverse]) venue.start(tell);
  clock.advance(3 * SECOND);
  return hash.digest("hex");
}

describe("the simulated perpetuals", () => {
  test("are the same market for the same seed and time, and another for another seed", () => {
    expect(digestOf(1)).toBe(digestOf(1));
    expect(digestOf(1)).not.toBe(digestOf(2));
  });

  test.each(PRODUCTS)("%s: updates are chained by `pu`, and a snapshot of any time joins them", (product, symbol) => {
    const { clock, ...venues } = open(3);
    const venue = venues[product];
    const diffs: FuturesDiff[] = [];
    venue.start((stream, data) => {
      if (stream === `${symbol.toLowerCase()}@depth@100ms`) diffs.push(JSON.parse(data) as FuturesDiff);
    });
    clock.advance(2_030_000);
    const { lastUpdateId, T } = get(venue, "depth", { symbol, limit: "1000" }) as { lastUpdateId: number; T: number };
    expect(T).toBe(Math.floor((START + 2_030_000) / 1_000));
    const before = diffs.length;
    clock.advance(2_000_000);
    expect(diffs.length).toBeGreaterThan(20);
    diffs.forEach(({ pu }, i) => i > 0 && expect(pu).toBe(diffs[i - 1]?.u));
    // The venue's rule: the first one to apply has U <= lastUpdateId <= u, or continues it.
    const first = diffs.slice(Math.max(0, before - 1)).find(({ u }) => u > lastUpdateId);
    expect(first !== undefined && (first.U <= lastUpdateId || first.pu === lastUpdateId)).toBe(true);
  });

  test.each(PRODUCTS)(
    "%s: a mark each second, near index and book, with the funding that it leads to",
    (product, symbol) => {
      const { clock, spot, ...venues } = open(4);
      const venue = venues[product];
      const marks: Mark[] = [];
      spot.start(() => {});
      venue.start((stream, data) => {
        if (stream === `${symbol.toLowerCase()}@markPrice@1s`) marks.push(JSON.parse(data) as Mark);
      });
      clock.advance(75 * SECOND);
      expect(marks).toHaveLength(75);
      for (const { p, i } of marks) expect(Math.abs(Number(p) / Number(i) - 1)).toBeLessThan(30e-4);
      const eight = START / 1_000 + 60_000;
      for (const { E, T } of marks) expect(T).toBe(E < eight ? eight : eight + FUNDING_MILLIS);
      // What was announced last is what was paid.
      const announced = marks.filter(({ E }) => E < eight).at(-1)?.r;
      const paid = get(venue, "fundingRate", { symbol, startTime: String(eight) }) as { fundingRate: string }[];
      expect(paid.map(({ fundingRate }) => fundingRate)).toEqual([announced]);
      const index = spot.depth("BTCUSDT", 1);
      const touch = (index.bids[0]?.[0] ?? 0) / 100;
      expect(Math.abs(Number(marks.at(-1)?.i) / touch - 1)).toBeLessThan(2e-4);
    },
  );

  test("fall when their underlying is made to fall", () => {
    const { clock, spot, linear } = open(5);
    for (const venue of [spot, linear]) venue.start(() => {});
    const mid = () => linear.depth("BTCUSDT", 1).bids[0]?.[0] ?? 0;
    const before = mid();
    spot.flashCrash("BTCUSDT", { depth: 0.05, seconds: 30 });
    clock.advance(12 * SECOND);
    expect(mid() / before).toBeLessThan(0.97);
  });

  test("fundings of the past are the same whoever opens the market and when", () => {
    const range = { startMillis: START / 1_000 - 30 * 86_400_000, endMillis: null, limit: 60 };
    const first = open(6).linear.perpetual?.fundings("BTCUSDT", range);
    const later = open(6, START + 3_600 * SECOND).linear.perpetual?.fundings("BTCUSDT", range);
    expect(first).toHaveLength(60);
    expect(later).toEqual(first);
    // Mostly the interest rate alone; at times what the premium is beyond it (docs/simulated-market.md).
    const usual = first?.filter(({ rateE8 }) => rateE8 === 10_000).length ?? 0;
    expect(usual).toBeGreaterThan(25);
    expect(usual).toBeLessThan(60);
    for (const { rateE8 } of first ?? []) expect(Math.abs(rateE8)).toBeLessThanOrEqual(300_000);
  });

  test.each(PRODUCTS)(
    "%s: bars of the past exist, whole and in order, and lead to the present price",
    (product, symbol) => {
      const venue = open(7)[product];
      const rows = get(venue, "klines", { symbol, interval: "1m", limit: "500" }) as (readonly [number, ...string[]])[];
      expect(rows).toHaveLength(500);
      rows.forEach(([openAt, o = "", h = "", l = "", c = ""], i) => {
        expect(openAt - (rows[0]?.[0] ?? 0)).toBe(i * 60_000);
        expect(Number(h)).toBeGreaterThanOrEqual(Math.max(Number(o), Number(c)));
        expect(Number(l)).toBeLessThanOrEqual(Math.min(Number(o), Number(c)));
      });
      const bid = (venue.depth(symbol, 1).bids[0]?.[0] ?? 0) / 10;
      expect(Math.abs(Number(rows.at(-1)?.[4]) / bid - 1)).toBeLessThan(10e-4);
    },
  );
});
