/** The collector as in its thread: ccxt's connection, mapper, books, views, write batches; only the database is a memory. */
import { parentPort } from "node:worker_threads";
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import { createMemoryMarketStore } from "@/server/adapters/memory/memory-market-store";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { createCollector } from "@/server/services/collector/collector";
import { createDeskStreams } from "@/workers/desk-streams";
import { benchClock, noBus, noLog } from "./bench-deps";
import type { CollectorOrder, CollectorReady } from "./messages";

export async function runCollector(marketUrl: string): Promise<void> {
  const streams = createDeskStreams({ instruments: () => collector.instruments(), books: () => collector.books() });
  const collector = createCollector({
    source: { kind: "simulated", venueId: "bench", label: "BENCH", reason: "", speed: 1, session: "bench" },
    symbols: ["BTC/USDT", "ETH/USDT", "SOL/USDT"],
    connection: await createBinanceConnection({
      product: "spot",
      venueId: "bench",
      marketUrl,
      clock: benchClock,
      wallClock: benchClock,
    }),
    createMapper: createBinanceMapper,
    instruments: { saveInstruments: (specs) => Promise.resolve(specs) },
    market: createMemoryMarketStore(),
    bus: noBus,
    clock: benchClock,
    wallClock: benchClock,
    persist: true,
    onBlock: streams.send,
    log: noLog,
    historyDays: 0,
  });
  parentPort?.on("message", ({ attach }: CollectorOrder) => streams.attach(attach));
  await collector.start();
  streams.begin();
  parentPort?.postMessage({ instruments: collector.instruments() } satisfies CollectorReady);
}
