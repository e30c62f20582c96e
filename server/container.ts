/** The composition root: chooses adapters by the environment and builds the services on them. */
import { hostname } from "node:os";
import path from "node:path";
import type { QueueConnection } from "@/server/adapters/bullmq/connection";
import { createPostgresBus } from "@/server/adapters/bus/postgres-bus";
import { fetchSourceInfo } from "@/server/adapters/ccxt/source-info";
import { createFileModels } from "@/server/adapters/model-files/file-models";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import type { Stores } from "@/server/adapters/postgres/stores";
import { createPostgresStores } from "@/server/adapters/postgres/stores";
import { createFileTapes } from "@/server/adapters/tape/file-tapes";
import { micros } from "@/server/domain/micros";
import { createServiceBreakers, noted, type ServiceBreakers } from "@/server/domain/service-breakers";
import type { MarketSource } from "@/server/domain/source";
import { systemClock } from "@/server/platform/clock";
import { databaseUrl, EnvError, env } from "@/server/platform/env";
import type { Logger } from "@/server/platform/logger";
import { createLogger } from "@/server/platform/logger";
import { measureProcess } from "@/server/platform/process-metrics";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { JobQueue } from "@/server/ports/job-queue";
import type { ModelFiles } from "@/server/ports/model-files";
import type { SourceInfo } from "@/server/ports/source-info";
import type { Tapes } from "@/server/ports/tape";
import { resolveSource } from "@/server/services/collector/resolve-source";
import { createDeskService } from "@/server/services/desks/desk-service";
import { createBackfillService } from "@/server/services/features/backfill-service";
import { createFeatureDesk } from "@/server/services/features/feature-desk";
import { startHeartbeat } from "@/server/services/heartbeat";
import { createJournalService } from "@/server/services/journal/journal-service";
import { createMarketService } from "@/server/services/market/market-service";
import { openModelService } from "@/server/services/models/open-model-service";
import { createParityDesk } from "@/server/services/parity/parity-service";
import { createPerformanceService } from "@/server/services/performance/performance-service";
import { createRiskService } from "@/server/services/risk/risk-service";
import type { TopicHub } from "@/server/services/stream/topic-hub";
import { createTopicHub, isEventTopic } from "@/server/services/stream/topic-hub";
import { createSystemService } from "@/server/services/system";
import { watchedBus, watchedQueue } from "@/server/services/watched-services";
import type { WebServices } from "@/server/services/web-services";

/** What every process and thread builds on. Nothing connects before it is used. */
export type Container = Readonly<{
  stores: Stores;
  /** On this machine's disk. */
  tapes: Tapes;
  /** Likewise. */
  modelFiles: ModelFiles;
  bus: Bus;
  queue: JobQueue;
  queueConnection: QueueConnection;
  /** Wall time. */
  clock: Clock;
  /** Breakers of this process or thread. */
  services: ServiceBreakers;
  /** What the market server says of itself. @throws AppError unavailable; EnvError when the source is live */
  fetchSourceInfo: () => Promise<SourceInfo>;
  resolveSource: () => Promise<MarketSource>;
  /** Keeps an error for the System page; what cannot be kept is in the log anyway. */
  recordError: (process: string, error: unknown) => Promise<void>;
  close: () => Promise<void>;
}>;

export type ContainerOptions = Readonly<{
  /** Shown by PostgreSQL for each connection. */
  applicationName: string;
  /** Connections to PostgreSQL, 1 to 20. */
  poolMax: number;
  log: Logger;
}>;

/** Keeps several Tapedecks on one Redis apart. */
const REDIS_PREFIX = "tapedeck";

/** @throws EnvError when the environment does not fit */
export function createContainer({ applicationName, poolMax, log }: ContainerOptions): Container {
  const url = databaseUrl();
  const { REDIS_URL: redisUrl } = env();
  const onError = (err: unknown): void => log.warn({ err }, "A connection broke and is made again");
  const services = createServiceBreakers(() => systemClock.nowMicros());
  const watching = (name: string) => ({ breaker: services.watching(name), now: () => systemClock.nowMicros() });
  const trainerUrl = env().TAPEDECK_TRAINER_DATABASE_URL ?? null;
  const stores = createPostgresStores({ url, poolMax, applicationName, noting: watching("database"), trainerUrl });
  const queueConnection: QueueConnection = redisUrl
    ? { kind: "redis", url: redisUrl, prefix: REDIS_PREFIX }
    : { kind: "postgres", url };
  const kind = redisUrl ? "Redis" : "PostgreSQL";
  const bus = redisUrl ? createLazyRedisBus(redisUrl, onError) : createPostgresBus({ url, onError });
  const queue = createLazyQueue(queueConnection, onError);
  const fetchSourceInfo = () => noted(watching("market server"), fetchMarketInfo);
  const clock: Clock = {
    nowMicros: () => micros(systemClock.nowMicros()),
    every(wallMillis, callback) {
      const timer = setInterval(callback, wallMillis);
      return () => clearInterval(timer);
    },
  };
  return {
    stores,
    tapes: createFileTapes({ root: path.resolve(env().TAPEDECK_DATA_DIR, "tapes"), clock }),
    modelFiles: createFileModels({ root: modelsRoot() }),
    bus: watchedBus(bus, watching(`bus (${kind})`)),
    queue: watchedQueue(queue, watching(`job queue (${kind})`)),
    queueConnection,
    clock,
    services,
    fetchSourceInfo,
    resolveSource: () => resolveSource(sourceChoice(), fetchSourceInfo),
    async recordError(process, error) {
      const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
      await stores.system.recordError({ at: clock.nowMicros(), process, message, stack: stack ?? null }).catch(onError);
    },
    async close() {
      await Promise.all([bus.close(), queue.close()]);
      await stores.close();
    },
  };
}

/** A desk with a data folder of its own keeps its models there too, so that two never write to one place. */
function modelsRoot(): string {
  const { TAPEDECK_MODELS_DIR: given, TAPEDECK_DATA_DIR: data } = env();
  if (given) return path.resolve(given);
  return path.resolve(data) === path.resolve(".data") ? path.resolve("models") : path.resolve(data, "models");
}

const sourceChoice = () => {
  const { TAPEDECK_SOURCE: kind, TAPEDECK_SOURCE_REASON: reason, TAPEDECK_RECORDING: recording } = env();
  return { kind, reason, recording: recording ?? null };
};

async function fetchMarketInfo(): Promise<SourceInfo> {
  const marketUrl = env().TAPEDECK_MARKET_URL;
  if (!marketUrl) throw new EnvError("TAPEDECK_MARKET_URL is needed unless the source is live: start with npm start");
  return fetchSourceInfo(marketUrl);
}

/** ioredis takes 0.1 s to load, which every thread would pay for nothing where there is no Redis. */
function createLazyRedisBus(url: string, onError: (error: unknown) => void): Bus {
  let loading: Promise<Bus> | null = null;
  const load = (): Promise<Bus> => {
    loading ??= import("@/server/adapters/bus/redis-bus").then(({ createRedisBus }) =>
      createRedisBus({ url, prefix: REDIS_PREFIX, onError }),
    );
    return loading;
  };
  return {
    publish: async (topic, payload) => (await load()).publish(topic, payload),
    subscribe: async (topic, handler) => (await load()).subscribe(topic, handler),
    close: async () => (await loading)?.close(),
  };
}

/** BullMQ takes 0.2 s to load, which a first page need not wait for. */
function createLazyQueue(connection: QueueConnection, onError: (error: unknown) => void): JobQueue {
  let loading: Promise<JobQueue> | null = null;
  const load = (): Promise<JobQueue> => {
    loading ??= import("@/server/adapters/bullmq/job-queue").then(({ createJobQueue }) =>
      createJobQueue({ connection, onError }),
    );
    return loading;
  };
  return {
    add: async (name, payload) => (await load()).add(name, payload),
    ensure: async (name, payload) => (await load()).ensure(name, payload),
    schedule: async (id, cron, job) => (await load()).schedule(id, cron, job),
    counts: async () => (await load()).counts(),
    close: async () => (await loading)?.close(),
  };
}

export type WebContainer = Readonly<{
  services: WebServices;
  hub: TopicHub;
  isEventTopic: (topic: string) => boolean;
  reportDefect: (error: unknown, where: string) => void;
}>;

const WEB_POOL_MAX = 6;
const shared = globalThis as typeof globalThis & { tapedeckWebContainer?: WebContainer };

/**
 * The web's one container. On `globalThis`, because Next bundles each route by itself and one process
 * then holds several copies of this module. Made by the first request: modules are also evaluated
 * while Next builds, when there is no database.
 */
export function webContainer(): WebContainer {
  shared.tapedeckWebContainer ??= createWebContainer();
  return shared.tapedeckWebContainer;
}

function createWebContainer(): WebContainer {
  const log = createLogger("web");
  const container = createContainer({ applicationName: "tapedeck web", poolMax: WEB_POOL_MAX, log });
  const { stores, bus, queue, clock } = container;
  const { desks, reader, audit, market, instruments, system, features, tapeIndex: index } = stores;
  const hub = createTopicHub(bus);
  const { findSource } = instruments;
  startHeartbeat(
    {
      system,
      clock,
      services: container.services.statuses,
      metrics: measureProcess().read,
      onTrouble: (err) => log.warn({ err }, "Cannot say that this process lives"),
    },
    { kind: "web", pid: process.pid, host: hostname(), name: "", detail: () => "pages, tRPC and the stream" },
  );
  return {
    services: {
      desks: createDeskService({ desks, reader, market, system, bus, hub, clock, findSource }),
      market: createMarketService({ instruments, market, hub }),
      journal: createJournalService({ desks, reader, system, clock }),
      parity: createParityDesk({ desks, audit, index, queue }),
      performance: createPerformanceService({ desks, reader, trials: stores.training }),
      risk: createRiskService({ desks, reader, market }),
      features: createFeatureDesk({
        features,
        market,
        listLive: stores.models.listLive,
        backfills: createBackfillService({ features: stores.featureStore, instruments, queue, clock }),
      }),
      models: openModelService({ ...container, runtime: onnxRuntime }),
      system: createSystemService({ system, queue, hub, clock, findSource }),
    },
    hub,
    isEventTopic,
    reportDefect(error, where) {
      log.error({ err: error, where }, "A defect was hidden from its caller");
      void container.recordError(`web: ${where}`, error);
    },
  };
}
