/** Everything that Tapedeck keeps, on one PostgreSQL. */
import type { BarStore } from "@/server/ports/bar-store";
import type { DeskAudit } from "@/server/ports/desk-audit";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { DeskStore } from "@/server/ports/desk-store";
import type { FeatureReader } from "@/server/ports/feature-reader";
import type { FeatureStore } from "@/server/ports/feature-store";
import type { InstrumentStore, MarketStore } from "@/server/ports/market-store";
import type { ModelStore } from "@/server/ports/model-store";
import type { PredictionStore } from "@/server/ports/prediction-store";
import type { SystemStore } from "@/server/ports/system-store";
import type { TapeIndex } from "@/server/ports/tape-index";
import type { TrainerAccess } from "@/server/ports/trainer-access";
import type { TrainingStore } from "@/server/ports/training-store";
import { createBarStore } from "./bar-store";
import { createDeskAudit } from "./desk-audit";
import { createDeskReader } from "./desk-reader";
import { createDeskStore } from "./desk-store";
import { createFeatureReader } from "./feature-reader";
import { createFeatureStore } from "./feature-store";
import { createInstrumentStore } from "./instrument-store";
import { createMarketStore } from "./market-store";
import { createModelStore } from "./model-store";
import { createPartitions } from "./partitions";
import { openDatabase, type PoolOptions } from "./pool";
import { createPredictionStore } from "./prediction-store";
import { openRows } from "./prisma";
import { createSystemStore } from "./system-store";
import { createTapeIndex } from "./tape-index";
import { createTrainerAccess } from "./trainer-access";
import { createTrainingStore } from "./training-store";

export type Stores = Readonly<{
  instruments: InstrumentStore;
  market: MarketStore;
  features: FeatureReader;
  bars: BarStore;
  featureStore: FeatureStore;
  desks: DeskStore;
  reader: DeskReader;
  audit: DeskAudit;
  system: SystemStore;
  tapeIndex: TapeIndex;
  models: ModelStore;
  training: TrainingStore;
  predictions: PredictionStore;
  trainerAccess: TrainerAccess;
  close: () => Promise<void>;
}>;

export type StoresOptions = PoolOptions &
  Readonly<{ /** A login for training that was made by hand. */ trainerUrl?: string | null }>;

/** Connects on first use. One per process or thread. */
export function createPostgresStores(options: StoresOptions): Stores {
  const database = openDatabase(options);
  const rows = openRows(database.pool);
  const partitions = createPartitions(database.query);
  const deps = { database, rows, partitions };
  return {
    instruments: createInstrumentStore(deps),
    market: createMarketStore(deps),
    features: createFeatureReader(database.query),
    bars: createBarStore(database),
    featureStore: createFeatureStore(database),
    desks: createDeskStore(deps),
    reader: createDeskReader(deps),
    audit: createDeskAudit(database),
    system: createSystemStore(database),
    tapeIndex: createTapeIndex(database),
    models: createModelStore(database),
    training: createTrainingStore(database),
    predictions: createPredictionStore(database),
    trainerAccess: createTrainerAccess({ database, url: options.url, givenUrl: options.trainerUrl ?? null }),
    async close() {
      await rows.close();
      await database.close();
    },
  };
}
