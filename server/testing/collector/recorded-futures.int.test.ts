/** A recorded USD-M session played over real sockets and ccxt to the collector, as the market process does it. */
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import { joinConnections } from "@/server/adapters/ccxt/joined-connection";
import { fetchSourceInfo } from "@/server/adapters/ccxt/source-info";
import { startMarketServer } from "@/server/adapters/simulated/binance/server";
import { systemClock } from "@/server/adapters/simulated/clock";
import { createRecordedVenue } from "@/server/adapters/simulated/playback/recorded-venue";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import type { Product } from "@/server/domain/instrument";
import { KIND } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import { createCollector } from "@/server/services/collector/collector";
import { createMarketClock } from "@/server/services/collector/market-clock";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { watchMarket } from "./watched-market";

const SPEED = 10;
const undo: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

const wallClock: Clock = {
  nowMicros: () => micros(Math.round((performance.timeOrigin + performance.now()) * 1_000)),
  every(millis, callback) {
    const timer = setInterval(callback, millis);
    return () => clearInterval(timer);
  },
};

test.skipIf(!haveRecordings)("collects a recorded perpetual with its marks and funding", async () => {
  const place = path.join(RECORDINGS, "usdm/btcusdt_20230404.dat.gz");
  const model = await createRecordedVenue({ place, speed: SPEED, clock: systemClock });
  const server = await startMarketServer({ model, clock: systemClock, port: 0 });
  undo.push(server.close);
  const clock = createMarketClock(wallClock, await fetchSourceInfo(server.url));
  const open = async (product: Product) => ({
    product,
    connection: await createBinanceConnection({
      venueId: "recorded-a",
      product,
      marketUrl: server.url,
      clock,
      wallClock,
    }),
  });
  const kinds = new Map<number, number>();
  const collector = createCollector({
    source: { kind: "recorded", venueId: "recorded-a", label: "", reason: "", speed: SPEED, session: "s" },
    symbols: ["BTC/USDT", "BTC/USDT:USDT", "BTC/USD:BTC"],
    connection: joinConnections({
      markets: [await open("spot"), await open("linear"), await open("inverse")],
      wallClock,
    }),
    createMapper: createBinanceMapper,
    instruments: { saveInstruments: (specs) => Promise.resolve(specs) },
    market: watchMarket().store,
    bus: { publish: async () => {}, subscribe: async () => () => {}, close: async () => {} },
    clock,
    wallClock,
    persist: true,
    onBlock: (block) => {
      for (const kind of block.kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    },
    log: { info: () => {}, warn: () => {} },
    historyDays: 0,
  });
  undo.push(collector.stop);
  await collector.start();
  const [spec] = collector.instruments();
  expect(collector.instruments()).toHaveLength(1);
  expect(spec).toMatchObject({ symbol: "BTC/USDT:USDT", tickSize: "0.1", lotSize: "0.001" });
  expect(spec?.contract).toMatchObject({ kind: "linear", settle: "USDT" });
  const seen = (kind: number) => kinds.get(kind) ?? 0;
  const hasEnough = () => seen(KIND.mark) > 10 && seen(KIND.trade) > 100 && seen(KIND.funding) > 0;
  while (!hasEnough() || collector.status()?.state !== "live") await new Promise((resolve) => setTimeout(resolve, 5));
  expect(collector.status()).toMatchObject({ gaps: 0, deadLetters: 0 });
});
