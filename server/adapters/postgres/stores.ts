/** Everything that Tapedeck keeps, on one PostgreSQL. */
import type { DeskAudit } from "@/server/ports/desk-audit";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { DeskStore } from "@/server/ports/desk-store";
import type { FeatureReader } from "@/server/ports/feature-reader";
import type { InstrumentStore, MarketStore } from "@/server/ports/market-store";
import type { SystemStore } from "@/server/ports/system-store";
import type { TapeIndex } from "@/server/ports/tape-index";
import { createDeskAudit } from "./desk-audit";
import { createDeskReader } from "./desk-reader";
import { createDeskStore } from "./desk-store";
import { createFeatureReader } from "./feature-reader";
import { createInstrumentStore } from "./instrument-store";
import { createMarketStore } from "./market-store";
import { createPartitions } from "./partitions";
import { openDatabase, type PoolOptions } from "./pool";
import { openRows } from "./prisma";
import { createSystemStore } from "./system-store";
import { createTapeIndex } from "./tape-index";

export type Stores = Readonly<{
  instruments: InstrumentStore;
  market: MarketStore;
  features: FeatureReader;
  desks: DeskStore;
  reader: DeskReader;
  audit: DeskAudit;
  system: SystemStore;
  tapeIndex: TapeIndex;
  close: () => Promise<void>;
}>;

/** Connects on first use. One per process or thread. */
export function createPostgresStores(options: PoolOptions): Stores {
  const database = openDatabase(options);
  const rows = openRows(database.pool);
  const partitions = createPartitions(database.query);
  const deps = { database, rows, partitions };
  return {
    instruments: createInstrumentStore(deps),
    market: createMarketStore(deps),
    features: createFeatureReader(database.query),
    desks: createDeskStore(deps),
    reader: createDeskReader(deps),
    audit: createDeskAudit(database),
    system: createSystemStore(database),
    tapeIndex: createTapeIndex(database),
    async close() {
      await rows.close();
      await database.close();
    },
  };
}
