import { afterEach, beforeEach, expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { FAILURES_MAX } from "@/server/domain/service-breaker";
import type { Clock } from "@/server/ports/clock";
import type { VenueConnection } from "@/server/ports/market-feed";
import { createBinanceConnection } from "./binance-connection";
import { type FakeVenue, startFakeVenue } from "./testing/fake-venue";

const clock: Clock = {
  nowMicros: () => micros(Math.round((performance.timeOrigin + performance.now()) * 1_000)),
  every(millis, callback) {
    const timer = setInterval(callback, millis);
    return () => clearInterval(timer);
  },
};

const TRADE = '{"e":"trade","E":1,"s":"BTCUSDT","t":1,"p":"100.00","q":"1","T":1,"m":true}';

/** What the next new connection is told about its market. */
let verify: () => Promise<void>;
let venue: FakeVenue;
let connection: VenueConnection;

beforeEach(async () => {
  venue = await startFakeVenue();
  verify = () => Promise.resolve();
  connection = await createBinanceConnection({
    venueId: "test",
    product: "spot",
    marketUrl: venue.url,
    clock,
    wallClock: clock,
    verify: () => verify(),
  });
});

afterEach(async () => {
  await connection.close();
  await venue.close();
});

/** What the connection says, and a promise of the n-th state and message from now. */
function listen() {
  const states: [string, string][] = [];
  const texts: string[] = [];
  const times: number[] = [];
  let check = () => {};
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (condition()) resolve();
      };
      check();
    });
  const events = {
    onMessage: ({ receivedAt, text }: { receivedAt: number; text: string }) => {
      texts.push(text);
      times.push(receivedAt);
      check();
    },
    onState: (state: "open" | "closed", text: string) => {
      states.push([state, text]);
      check();
    },
  };
  return { states, texts, times, events, until };
}

test("knows the instruments that the venue has, in its own steps", async () => {
  const found = await connection.listInstruments(["BTC/USDT", "ETH/USDT", "SOL/USDT"]);
  expect(found.map(({ id, venueSymbol, tickSize, lotSize }) => [id, venueSymbol, tickSize, lotSize])).toEqual([
    ["test:BTC/USDT", "BTCUSDT", "0.01", "0.00001"],
    ["test:ETH/USDT", "ETHUSDT", "0.01", "0.0001"],
  ]);
  expect(found[0]).toMatchObject({ makerFeePpm: 1_000, takerFeePpm: 1_000, minNotionalAtoms: 500_000_000n });
});

test("subscribes books and trades over one connection and hands over each text with its time", async () => {
  const { events, states, texts, times, until } = listen();
  const before = clock.nowMicros();
  await connection.open(["BTC/USDT", "ETH/USDT"], events);
  expect(states).toEqual([["open", "Connected."]]);
  expect(venue.subscriptions()).toMatchObject([
    { method: "SUBSCRIBE", params: ["btcusdt@depth@100ms", "ethusdt@depth@100ms"] },
    { method: "SUBSCRIBE", params: ["btcusdt@trade", "ethusdt@trade"] },
  ]);
  const sent = [TRADE, `{"stream":"x","data":${TRADE}}`, "no JSON at all", "", "[]"];
  for (const text of sent) venue.send(text);
  await until(() => texts.length === sent.length);
  expect(texts).toEqual(sent);
  expect(times[0]).toBeGreaterThan(before);
  expect(times[1]).toBeLessThanOrEqual(clock.nowMicros());
});

test("says when the line is lost and comes back by itself, subscribed anew", async () => {
  const { events, states, texts, until } = listen();
  await connection.open(["BTC/USDT"], events);
  venue.cut();
  await until(() => states.length === 3);
  expect(states.map(([state]) => state)).toEqual(["open", "closed", "open"]);
  expect(states[1]?.[1]).toMatch(/connection closed.*; trying again in 1 s/);
  expect(venue.subscriptions()).toHaveLength(4);
  venue.send(TRADE);
  await until(() => texts.length === 1);
});

test("gives up a connection whose subscription is refused, saying why", async () => {
  venue.refuse();
  const { events, states, until } = listen();
  const opening = connection.open(["BTC/USDT"], events);
  await until(() => states.length === 1);
  expect(states[0]?.[0]).toBe("closed");
  expect(states[0]?.[1]).toContain("Invalid request");
  await connection.close();
  await opening;
});

test("takes nothing from a connection whose market is another one by now", async () => {
  const { events, states, texts, until } = listen();
  await connection.open(["BTC/USDT"], events);
  let asked = 0;
  verify = async () => {
    if (++asked > 1) return;
    venue.send(TRADE);
    await connection.fetchClockOffset();
    throw new Error("another recording is played");
  };
  venue.cut();
  await until(() => states.length === 4);
  expect(states.map(([state]) => state)).toEqual(["open", "closed", "closed", "open"]);
  expect(states[2]?.[1]).toContain("another recording is played");
  expect(texts).toEqual([]);
});

test("fetches a book as raw text, candles in ticks and lots, and the venue's clock", async () => {
  const [spec] = await connection.listInstruments(["BTC/USDT"]);
  if (!spec) throw new Error("the venue lists BTC/USDT");
  const depth = await connection.fetchDepth("BTC/USDT");
  expect(depth.text).toBe('{"lastUpdateId":42,"bids":[["100.00","1.00000"]],"asks":[["100.01","2.00000"]]}');
  expect(await connection.fetchCandles(spec, micros(0))).toEqual([
    {
      openAt: 1_700_000_040_000_000,
      openTicks: 1_000,
      highTicks: 1_100,
      lowTicks: 950,
      closeTicks: 1_050,
      volumeLots: 123_456,
      trades: 7,
      isFinal: false,
    },
  ]);
  expect(Math.abs((await connection.fetchClockOffset()) - 5_000_000)).toBeLessThan(1_000_000);
});

test("stops asking a venue that fails five times in a row", async () => {
  await connection.listInstruments(["BTC/USDT"]);
  venue.failRest();
  for (let i = 0; i < FAILURES_MAX; i++) {
    await expect(connection.fetchDepth("BTC/USDT")).rejects.toMatchObject({ code: "unavailable" });
  }
  await expect(connection.fetchDepth("BTC/USDT")).rejects.toThrow(/not asked, the venue did not answer; again in 30 s/);
});
