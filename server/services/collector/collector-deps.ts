import type { MarketBlock } from "@/server/domain/market-block";
import type { MarketSource } from "@/server/domain/source";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { VenueConnection } from "@/server/ports/market-feed";
import type { InstrumentStore, MarketStore } from "@/server/ports/market-store";
import type { MapperFactory } from "@/server/ports/venue-mapper";
import type { HostLog } from "@/server/services/desks/host-log";

export type CollectorDeps = Readonly<{
  source: MarketSource;
  /** Unified symbols; those that the venue does not have are left out. */
  symbols: readonly string[];
  connection: VenueConnection;
  createMapper: MapperFactory;
  instruments: Pick<InstrumentStore, "saveInstruments">;
  market: MarketStore;
  bus: Bus;
  /** Market time, and the time of the wall. */
  clock: Clock;
  wallClock: Clock;
  /** False for a second collector of the venue: it stores and publishes nothing. */
  persist: boolean;
  /** Called synchronously; the block is the callee's to read, not to change or detach. */
  onBlock: (block: MarketBlock) => void;
  log: HostLog;
  /** Days of 1m history to fetch; default 90. */
  historyDays?: number;
}>;
