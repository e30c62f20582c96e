import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answerRest } from "@/server/adapters/simulated/binance/rest";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { type Diff, Follower, type Snapshot } from "@/server/adapters/simulated/testing/follower";
import { createSimulatedVenue } from "./simulated-venue";

// 2026-11-21 04:00 UTC: any time will do, but a test wants always the same.
const START = Date.UTC(2026, 10, 21, 4) * 1_000;
const SECOND = 1_000_000;

function open(seed: number, startMicros = START) {
  const clock = new ManualClock(startMicros);
  const venue = createSimulatedVenue({ seed, clock });
  const get = (path: string, query: Record<string, string> = {}): unknown =>
    JSON.parse(answerRest(venue, path, new URLSearchParams(query)).body);
  return { clock, venue, get };
}

function digestOf(seed: number): string {
  const { clock, venue } = open(seed);
  const hash = createHash("sha256");
  venue.start((stream, data) => void hash.update(stream).update(data));
  clock.advance(5 * SECOND);
  return hash.digest("hex");
}

describe("the simulated venue", () => {
  test("is the same market for the same seed and time, and another for another seed", () => {
    expect(digestOf(1)).toBe(digestOf(1));
    expect(digestOf(1)).not.toBe(digestOf(2));
  });

  test("a book followed from a snapshot taken at any time is the venue's own book", () => {
    const { clock, venue, get } = open(3);
    const diffs: Diff[] = [];
    venue.start((stream, data) => {
      if (stream === "ethusdt@depth@100ms") diffs.push(JSON.parse(data) as Diff);
    });
    for (let moment = 0; moment < 6; moment++) {
      clock.advance(370_000 + moment * 41_000);
      const follower = new Follower();
      follower.begin(get("/api/v3/depth", { symbol: "ETHUSDT", limit: "5000" }) as Snapshot);
      const from = diffs.length;
      clock.advance(2 * SECOND);
      for (const diff of diffs.slice(Math.max(0, from - 1))) follower.apply(diff);
      expect(follower.breaks).toBe(0);
      const now = get("/api/v3/depth", { symbol: "ETHUSDT", limit: "1000" }) as Snapshot;
      // The last diff may be up to a tenth of a second old; at that id both are equal.
      if (now.lastUpdateId !== follower.lastUpdateId) continue;
      expect(follower.top(1000).bids.map(([p, s]) => [p, s])).toEqual(now.bids.map(([p, s]) => [Number(p), s]));
    }
  });

  test("diffs follow one another without a hole, and the touch is never crossed", () => {
    const { clock, venue } = open(4);
    let last = -1;
    let diffs = 0;
    venue.start((stream, data) => {
      if (stream === "btcusdt@bookTicker") {
        const { b, a } = JSON.parse(data) as { b: string; a: string };
        expect(Number(b)).toBeLessThan(Number(a));
      }
      if (stream !== "btcusdt@depth@100ms") return;
      const { U, u } = JSON.parse(data) as Diff;
      if (last >= 0) expect(U).toBe(last + 1);
      last = u;
      diffs += 1;
    });
    clock.advance(20 * SECOND);
    expect(diffs).toBeGreaterThan(180);
  });
});

type Row = readonly [number, string, string, string, string, string, ...unknown[]];

describe("klines", () => {
  test("months of them exist at once, whole, in order, and lead to the present price", () => {
    const { get } = open(6);
    const day = 86_400_000;
    const from = START / 1_000 - 60 * day;
    const rows = get("/api/v3/klines", {
      symbol: "BTCUSDT",
      interval: "1m",
      startTime: String(from),
      limit: "1000",
    }) as Row[];
    expect(rows).toHaveLength(1000);
    rows.forEach(([open, o, h, l, c], i) => {
      expect(open).toBe(from + i * 60_000);
      expect(Number(h)).toBeGreaterThanOrEqual(Math.max(Number(o), Number(c)));
      expect(Number(l)).toBeLessThanOrEqual(Math.min(Number(o), Number(c)));
      const before = rows[i - 1];
      if (before !== undefined) expect(Math.abs(Number(o) / Number(before[4]) - 1)).toBeLessThan(1e-9);
    });
    const [newest] = (get("/api/v3/klines", { symbol: "BTCUSDT", interval: "1m", limit: "2" }) as Row[]).slice(-1);
    const { lastPrice } = get("/api/v3/ticker/24hr", { symbol: "BTCUSDT" }) as { lastPrice: string };
    expect(Number(newest?.[4])).toBeCloseTo(Number(lastPrice), 6);
  });

  test("an hour is exactly its sixty minutes", () => {
    const { get } = open(7);
    const start = START / 1_000 - 5 * 3_600_000;
    const minutes = get("/api/v3/klines", {
      symbol: "SOLUSDT",
      interval: "1m",
      startTime: String(start),
      limit: "60",
    }) as Row[];
    const [hour] = get("/api/v3/klines", {
      symbol: "SOLUSDT",
      interval: "1h",
      startTime: String(start),
      limit: "1",
    }) as Row[];
    expect([hour?.[1], hour?.[4]]).toEqual([minutes[0]?.[1], minutes.at(-1)?.[4]]);
    expect(Number(hour?.[2])).toBe(Math.max(...minutes.map((m) => Number(m[2]))));
    expect(Number(hour?.[5])).toBeCloseTo(
      minutes.reduce((sum, m) => sum + Number(m[5]), 0),
      3,
    );
  });

  test("the seam between the path and live trades is no jump: less than 10 bps in every minute after the start", () => {
    const { clock, venue, get } = open(8);
    venue.start(() => {});
    clock.advance(150 * SECOND);
    for (const { symbol } of venue.listings) {
      const rows = get("/api/v3/klines", { symbol, interval: "1m", limit: "8" }) as Row[];
      rows.slice(1).forEach((row, i) => expect(Math.abs(Number(row[1]) / Number(rows[i]?.[4]) - 1)).toBeLessThan(1e-3));
    }
  });

  test("a restart goes on at a consistent price with rising ids", () => {
    const before = open(9);
    before.venue.start(() => {});
    before.clock.advance(30 * SECOND);
    const after = open(9, START + 31 * SECOND);
    for (const { symbol } of before.venue.listings) {
      const [old, fresh] = [before.venue.trades(symbol, 1).at(-1), after.venue.trades(symbol, 1).at(-1)];
      expect(Math.abs((fresh?.ticks ?? 0) / (old?.ticks ?? 1) - 1)).toBeLessThan(2e-3);
      expect(fresh?.id).toBeGreaterThan(old?.id ?? Number.POSITIVE_INFINITY);
      expect(after.venue.depth(symbol, 1).lastUpdateId).toBeGreaterThan(before.venue.depth(symbol, 1).lastUpdateId);
    }
  });
});

test("a flash crash takes the price down by what was ordered, and most of the way back", () => {
  const { clock, venue } = open(10);
  venue.start(() => {});
  const price = () => venue.trades("BTCUSDT", 1).at(-1)?.ticks ?? 0;
  const before = price();
  venue.flashCrash("BTCUSDT", { depth: 0.1, seconds: 30 });
  clock.advance(11 * SECOND);
  expect(price() / before).toBeLessThan(0.94);
  clock.advance(30 * SECOND);
  expect(price() / before).toBeGreaterThan(0.97);
});

test("the average price lies within the last five minutes' bars", () => {
  const { get } = open(12);
  const rows = get("/api/v3/klines", { symbol: "BTCUSDT", interval: "1m", limit: "5" }) as Row[];
  const { price } = get("/api/v3/avgPrice", { symbol: "BTCUSDT" }) as { price: string };
  expect(Number(price)).toBeGreaterThanOrEqual(Math.min(...rows.map((row) => Number(row[3]))));
  expect(Number(price)).toBeLessThanOrEqual(Math.max(...rows.map((row) => Number(row[2]))));
});

describe("the venue's refusals", () => {
  const { venue } = open(1);
  const ask = (path: string, query: Record<string, string>) => answerRest(venue, path, new URLSearchParams(query));
  test.each([
    ["/api/v3/depth", { symbol: "DOGEUSDT" }, 400, -1121],
    ["/api/v3/depth", {}, 400, -1102],
    ["/api/v3/klines", { symbol: "BTCUSDT", interval: "7m" }, 400, -1120],
    ["/api/v3/klines", { symbol: "BTCUSDT", interval: "1m", startTime: "soon" }, 400, -1100],
    ["/api/v3/trades", { symbol: "BTCUSDT", limit: "0" }, 400, -1130],
    ["/api/v3/order", { symbol: "BTCUSDT" }, 404, -1000],
  ])("%s %j", (...[path, query, status, code]) => {
    const answer = ask(path, query);
    expect([answer.status, (JSON.parse(answer.body) as { code: number }).code]).toEqual([status, code]);
  });
});
