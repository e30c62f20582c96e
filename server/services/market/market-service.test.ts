import { expect, test } from "vitest";
import { encodeWire } from "@/server/domain/wire";
import type { Bus } from "@/server/ports/bus";
import { createTopicHub } from "@/server/services/stream/topic-hub";
import { createMarketService } from "./market-service";

const id = "simulated:BTC/USDT";
const stored = (tradeId: number) => ({
  instrumentId: id,
  tradeId,
  exchangeAt: tradeId * 10,
  priceTicks: 100 + tradeId,
  sizeLots: 1,
  aggressor: 0,
});
const row = (tradeId: number) => [tradeId * 10, 100 + tradeId, 1, 0, tradeId];

function setup() {
  const handlers = new Map<string, (payload: string) => void>();
  const bus: Bus = {
    publish: async (topic, payload) => handlers.get(topic)?.(payload),
    subscribe: async (topic, handler) => {
      handlers.set(topic, handler);
      return () => {};
    },
    close: async () => {},
  };
  const service = createMarketService({
    instruments: { findInstrument: async (wanted: string) => (wanted === id ? {} : null) },
    market: {
      // newest first, as a query for the newest might give them
      listTrades: async () => [5, 4, 3].map(stored),
      latestBook: async () => ({ instrumentId: id, book: { at: 42, bids: [[99, 1]], asks: [[101, 2]] } }),
      listCandles: async () => [{ openAt: 0, closeTicks: 104 }],
    },
    hub: createTopicHub(bus),
  } as never);
  return { service, bus };
}

test("without a live message the view is what is stored", async () => {
  const { service } = setup();
  expect(await service.view(id)).toEqual({
    instrumentId: id,
    at: 42,
    bids: [[99, 1]],
    asks: [[101, 2]],
    lastTicks: 105,
    mark: null,
    trades: [3, 4, 5].map(row),
    bar: { openAt: 0, closeTicks: 104 },
  });
});

test("stored and live trades are one list without holes or repeats", async () => {
  const { service, bus } = setup();
  await service.view(id);
  const live = { instrumentId: id, at: 90, bids: [], asks: [], lastTicks: 108, bar: null };
  await bus.publish(`market:${id}`, encodeWire({ ...live, trades: [5, 6].map(row) }));
  await bus.publish(`market:${id}`, encodeWire({ ...live, at: 91, trades: [7, 8].map(row) }));
  const view = await service.view(id);
  expect(view.at).toBe(91);
  expect(view.trades.map((trade) => trade[4])).toEqual([3, 4, 5, 6, 7, 8]);
});

test("an unknown instrument is said to be unknown", async () => {
  await expect(setup().service.view("x:Y")).rejects.toMatchObject({ code: "not_found" });
});

test("a feed nobody spoke of is null, then its last word", async () => {
  const { service, bus } = setup();
  expect(await service.feed("simulated")).toBeNull();
  await bus.publish("feed:simulated", encodeWire({ state: "live" }));
  expect(await service.feed("simulated")).toEqual({ state: "live" });
});
