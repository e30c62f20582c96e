/** Stores that forget: for tests of what stands on them. They keep the same contracts as the database's. */
import type { Clock } from "@/server/ports/clock";
import type { DeskAudit } from "@/server/ports/desk-audit";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { DeskStore } from "@/server/ports/desk-store";
import type { InstrumentStore, MarketStore } from "@/server/ports/market-store";
import type { ModelStore } from "@/server/ports/model-store";
import type { PredictionStore } from "@/server/ports/prediction-store";
import type { SystemStore } from "@/server/ports/system-store";
import type { TapeIndex } from "@/server/ports/tape-index";
import type { TrainingStore } from "@/server/ports/training-store";
import { createMemoryDeskAudit } from "./memory-desk-audit";
import { createMemoryDeskReader } from "./memory-desk-reader";
import { createMemoryDeskStore, type DeskRecords } from "./memory-desk-store";
import { createMemoryInstrumentStore } from "./memory-instrument-store";
import { createMemoryMarketStore } from "./memory-market-store";
import { createMemoryModelStore } from "./memory-model-store";
import { createMemoryPredictionStore } from "./memory-prediction-store";
import { createMemorySystemStore } from "./memory-system-store";
import { createMemoryTapeIndex } from "./memory-tape-index";
import { createMemoryTrainingStore } from "./memory-training-store";

export type MemoryStores = Readonly<{
  instruments: InstrumentStore;
  market: MarketStore;
  desks: DeskStore;
  reader: DeskReader;
  audit: DeskAudit;
  system: SystemStore;
  tapeIndex: TapeIndex;
  models: ModelStore;
  training: TrainingStore;
  predictions: PredictionStore;
  close: () => Promise<void>;
}>;

/** @param clock  stamps what the database would stamp: creation, receipt, notes */
export function createMemoryStores(clock: Clock): MemoryStores {
  const records: DeskRecords = new Map();
  return {
    instruments: createMemoryInstrumentStore(),
    market: createMemoryMarketStore(),
    desks: createMemoryDeskStore(records, clock),
    reader: createMemoryDeskReader(records, clock),
    audit: createMemoryDeskAudit(records),
    system: createMemorySystemStore(clock),
    tapeIndex: createMemoryTapeIndex(),
    models: createMemoryModelStore(),
    training: createMemoryTrainingStore(),
    predictions: createMemoryPredictionStore(),
    async close() {},
  };
}
