/** The thread of one venue's collector: its own connections, the feed, and a stream to each desk that asks. */
import { parentPort, workerData } from "node:worker_threads";
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import { joinConnections } from "@/server/adapters/ccxt/joined-connection";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { createContainer } from "@/server/container";
import { AppError } from "@/server/domain/errors";
import type { Product } from "@/server/domain/instrument";
import { env } from "@/server/platform/env";
import { createLogger } from "@/server/platform/logger";
import { createCollector } from "@/server/services/collector/collector";
import { createMarketClock } from "@/server/services/collector/market-clock";
import { watchSource } from "@/server/services/collector/source-watch";
import { createDeskStreams } from "@/workers/desk-streams";
import { startWorkerHeartbeat } from "@/workers/heartbeat";
import type { CollectorCommand, CollectorThreadData } from "@/workers/thread-messages";

/** What this version trades; a venue or recording that has less offers less. */
const SYMBOLS = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "BTC/USDT:USDT", "ETH/USDT:USDT", "BTC/USD:BTC"];

const { source, persist } = workerData as CollectorThreadData;
const log = createLogger("collector");
const port = parentPort;
if (!port) throw new Error("the collector runs in a thread of the worker");

const container = createContainer({ applicationName: "tapedeck collector", poolMax: 3, log });
const wallClock = container.clock;
const isLive = source.kind === "live";
const info = isLive ? null : await container.fetchSourceInfo();
const clock = createMarketClock(wallClock, info);
const marketUrl = isLive ? null : (env().TAPEDECK_MARKET_URL ?? null);
const streams = createDeskStreams({
  instruments: () => collector.instruments(),
  books: () => collector.books(),
});
const stopping = new AbortController();
const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));

/** A market server that comes back may play from the beginning: another session, with desks of its own. */
async function verify(): Promise<void> {
  if (isLive) return;
  const { session } = await container.fetchSourceInfo();
  if (session === source.session) return;
  log.info({ was: source.session, is: session }, "Another session began");
  stopping.abort();
  throw new AppError("conflict", "another session is played");
}

const open = async (product: Product) => ({
  product,
  connection: await createBinanceConnection({
    venueId: source.venueId,
    product,
    marketUrl,
    clock,
    wallClock,
    verify,
    breakers: {
      rest: container.services.around(`${source.venueId} ${product} REST`),
      stream: container.services.around(`${source.venueId} ${product} stream`),
    },
  }),
});

const collector = createCollector({
  source,
  symbols: SYMBOLS,
  connection: joinConnections({
    markets: [await open("spot"), await open("linear"), await open("inverse")],
    wallClock,
  }),
  createMapper: createBinanceMapper,
  instruments: container.stores.instruments,
  market: container.stores.market,
  bus: container.bus,
  clock,
  wallClock,
  persist,
  onBlock: streams.send,
  log,
});

port.on("message", (message: CollectorCommand) => {
  if (message.type === "stop") stopping.abort();
  else streams.attach(message.port);
});
const detail = () => `${source.label}: ${collector.status()?.state ?? "connecting"}`;
const endBeat = startWorkerHeartbeat(container, { kind: "collector", name: source.venueId, log, detail });
const endWatch = isLive
  ? () => {}
  : watchSource({
      source,
      fetchInfo: container.fetchSourceInfo,
      clock: wallClock,
      onInfo: (now) => {
        clock.synchronise(now);
        collector.setEnded(now.hasEnded);
      },
      onSessionLost: (now) => {
        log.info({ was: source.session, is: now.session }, "Another session began");
        stopping.abort();
      },
    });

try {
  await Promise.race([collector.start(), stopped]);
  streams.begin();
  log.info({ venueId: source.venueId, instruments: collector.instruments().map(({ id }) => id) }, "Collecting");
  await stopped;
} finally {
  endWatch();
  endBeat();
  await collector.stop();
  streams.close();
  await container.close();
  // The port would keep the thread alive.
  port.close();
}
