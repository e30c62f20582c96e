import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import type { InstrumentSpec, Product } from "@/server/domain/instrument";
import { instrument } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import { perpetualContract } from "@/server/domain/perpetual";
import type { FeedEvents, VenueConnection } from "@/server/ports/market-feed";
import { joinConnections } from "./joined-connection";

const steps = { tickSize: "0.1", lotSize: "0.001" };
const specOf = (product: Product): InstrumentSpec =>
  instrument({
    venueId: "test",
    symbol: product === "spot" ? "BTC/USDT" : "BTC/USDT:USDT",
    venueSymbol: "BTCUSDT",
    base: "BTC",
    quote: "USDT",
    version: 1,
    ...steps,
    minNotional: "5",
    makerFeePpm: 0,
    takerFeePpm: 0,
    contract:
      product === "linear"
        ? perpetualContract({
            kind: product,
            base: "BTC",
            settle: "USDT",
            ...steps,
            faceValue: "1",
            liquidationFee: null,
          })
        : null,
  });

/** One market that does as it is told, and keeps what it was asked. */
function aMarket(product: Product) {
  const state = { listFailures: 0, openFailures: 0, stands: true, asked: [] as string[] };
  const fail = (what: string): never => {
    throw new Error(`${product} ${what} failed`);
  };
  const connection: VenueConnection = {
    listInstruments: async (symbols) => {
      if (state.listFailures-- > 0) fail("list");
      return [specOf(product)].filter(({ symbol }) => symbols.includes(symbol));
    },
    open: async (symbols, events: FeedEvents) => {
      state.asked.push(`open ${symbols.join()}`);
      if (state.openFailures-- > 0) fail("open");
      if (!state.stands) return new Promise(() => {});
      events.onState("open", "Connected.", product);
    },
    fetchDepth: async (symbol) => {
      state.asked.push(`depth ${symbol}`);
      return { receivedAt: micros(1), text: product };
    },
    fetchCandles: async (spec) => {
      state.asked.push(`candles ${spec.symbol}`);
      return [];
    },
    fetchClockOffset: async () => (product === "spot" ? 7 : 8),
    close: async () => void state.asked.push("close"),
  };
  return { product, connection, state };
}

function setup() {
  const wallClock = createHandClock(micros(1));
  const [spot, linear] = [aMarket("spot"), aMarket("linear")];
  const joined = joinConnections({ markets: [spot, linear], wallClock });
  const states: string[] = [];
  const events: FeedEvents = {
    onMessage: () => {},
    onState: (state, text, product) => void states.push(`${product} ${state}: ${text}`),
  };
  return { spot, linear, joined, wallClock, states, events };
}

const ALL = ["BTC/USDT", "BTC/USDT:USDT", "DOGE/USDT"];

test("each symbol belongs to the market that has it, though both call it BTCUSDT", async () => {
  const { joined, spot, linear, states, events } = setup();
  const found = await joined.listInstruments(ALL);
  expect(found.map(({ symbol }) => symbol)).toEqual(["BTC/USDT", "BTC/USDT:USDT"]);
  await joined.open(
    found.map(({ symbol }) => symbol),
    events,
  );
  expect((await joined.fetchDepth("BTC/USDT:USDT")).text).toBe("linear");
  for (const spec of found) await joined.fetchCandles(spec, micros(0));
  expect(await joined.fetchClockOffset()).toBe(7);
  await joined.close();
  expect(spot.state.asked).toEqual(["open BTC/USDT", "candles BTC/USDT", "close"]);
  expect(linear.state.asked).toEqual(["open BTC/USDT:USDT", "depth BTC/USDT:USDT", "candles BTC/USDT:USDT", "close"]);
  expect(states).toEqual(["spot open: Connected.", "linear open: Connected."]);
  expect(() => joined.fetchDepth("DOGE/USDT")).toThrow("none of the venue's markets has DOGE/USDT");
});

test("a market without any of the symbols is left alone", async () => {
  const { joined, linear, events } = setup();
  await joined.listInstruments(["BTC/USDT"]);
  await joined.open(["BTC/USDT"], events);
  expect(linear.state.asked).toEqual([]);
});

test("the first market must answer; a further one is done without after three refusals", async () => {
  const { joined, spot, linear } = setup();
  linear.state.listFailures = 9;
  for (let attempt = 1; attempt < 3; attempt++) {
    await expect(joined.listInstruments(ALL)).rejects.toThrow("linear list failed");
  }
  expect((await joined.listInstruments(ALL)).map(({ symbol }) => symbol)).toEqual(["BTC/USDT"]);
  spot.state.listFailures = 9;
  for (let attempt = 1; attempt < 6; attempt++) {
    await expect(joined.listInstruments(ALL)).rejects.toThrow("spot list failed");
  }
});

test("one market that does not connect keeps nobody waiting, and is tried again", async () => {
  const { joined, linear, states, events, wallClock } = setup();
  await joined.listInstruments(ALL);
  linear.state.openFailures = 1;
  await joined.open(["BTC/USDT", "BTC/USDT:USDT"], events);
  await Promise.resolve();
  expect(states).toEqual(["spot open: Connected.", "linear closed: linear open failed"]);
  wallClock.advance(5_000_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(states.at(-1)).toBe("linear open: Connected.");
  await joined.close();
});
