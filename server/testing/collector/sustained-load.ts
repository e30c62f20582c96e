/** A collector under load from a real socket: ccxt, tap, mapper, books, rows, views, write batches. */
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import { createCollector } from "@/server/services/collector/collector";
import { watchMarket } from "./watched-market";

export type LoadOptions = Readonly<{
  perSecond: number;
  seconds: number;
  /** Levels an update changes, both sides together. */
  levels: number;
}>;

export type LoadResult = Readonly<{
  sent: number;
  tradesSent: number;
  tradesStored: number;
  gaps: number;
  /** Wall time over which the messages were sent. */
  seconds: number;
  /** Until the last trade was stored after that: writes are made once a second. */
  catchUpSeconds: number;
  /** Share of the time that the collector's event loop was busy; on a crowded machine also while others ran. */
  busyShare: number;
  /** p99 from receipt to handled and longest pause, worst second, µs. */
  lagMicrosMax: number;
}>;

/** As the server does it. */
const TRADE_EVERY = 5;
const CATCH_UP_MILLIS_MAX = 10_000;
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

const clock: Clock = {
  nowMicros: () => micros(Math.round((performance.timeOrigin + performance.now()) * 1_000)),
  every(millis, callback) {
    const timer = setInterval(callback, millis);
    return () => clearInterval(timer);
  },
};

/** @param server file of the sending thread; bundles name their own copy */
export async function runSustainedLoad(options: LoadOptions, server: URL): Promise<LoadResult> {
  const { perSecond, seconds, levels } = options;
  const worker = new Worker(server, { workerData: { symbols: SYMBOLS, perSecond, levels } });
  const [{ port }] = (await once(worker, "message")) as [{ port: number }];
  const marketUrl = `http://127.0.0.1:${port}`;
  const market = watchMarket();
  const collector = createCollector({
    source: { kind: "simulated", venueId: "load", label: "LOAD", reason: "", speed: 1, session: "load" },
    symbols: ["BTC/USDT", "ETH/USDT", "SOL/USDT"],
    connection: await createBinanceConnection({ venueId: "load", product: "spot", marketUrl, clock, wallClock: clock }),
    createMapper: createBinanceMapper,
    instruments: { saveInstruments: (specs) => Promise.resolve(specs) },
    market: market.store,
    bus: {
      publish: () => Promise.resolve(),
      subscribe: () => Promise.resolve(() => {}),
      close: () => Promise.resolve(),
    },
    clock,
    wallClock: clock,
    persist: true,
    onBlock: () => {},
    log: { info: () => {}, warn: () => {} },
    historyDays: 0,
  });
  await collector.start();
  let lagMicrosMax = 0;
  const stopWatching = clock.every(1_000, () => {
    lagMicrosMax = Math.max(lagMicrosMax, collector.status()?.lagMicros ?? 0);
  });
  const before = performance.eventLoopUtilization();
  worker.postMessage({ count: perSecond * seconds });
  const [{ sent, seconds: took }] = (await once(worker, "message")) as [{ sent: number; seconds: number }];
  const busyShare = performance.eventLoopUtilization(before).utilization;
  const tradesSent = Math.ceil(sent / TRADE_EVERY);
  const sentAt = performance.now();
  await until(() => market.trades.length === tradesSent);
  const catchUpSeconds = (performance.now() - sentAt) / 1_000;
  stopWatching();
  const gaps = collector.status()?.gaps ?? -1;
  await collector.stop();
  await worker.terminate();
  const tradesStored = market.trades.length;
  return { sent, tradesSent, tradesStored, gaps, seconds: took, catchUpSeconds, busyShare, lagMicrosMax };
}

/** Resolves when it holds, or after `CATCH_UP_MILLIS_MAX`. */
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const stop = clock.every(20, () => {
      if (!condition() && performance.now() - startedAt < CATCH_UP_MILLIS_MAX) return;
      stop();
      resolve();
    });
  });
}
