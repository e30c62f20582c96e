import type { Effect } from "@/server/domain/effect";
import type { Clock } from "@/server/ports/clock";
import type { DeskAudit } from "@/server/ports/desk-audit";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { Desk, DeskCommit, DeskStore } from "@/server/ports/desk-store";
import type { InstrumentStore, MarketStore } from "@/server/ports/market-store";
import type { ModelStore } from "@/server/ports/model-store";
import type { PredictionStore } from "@/server/ports/prediction-store";
import type { SystemStore } from "@/server/ports/system-store";
import type { TapeIndex } from "@/server/ports/tape-index";
import type { TrainingStore } from "@/server/ports/training-store";
import { testSettings } from "@/server/testing/engine-run";
import { AT } from "@/server/testing/rows";

/** One implementation of all stores, and a name of its own for every test, so that tests share nothing. */
export type StoresHarness = Readonly<{
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
  /** What the implementation stamps rows with. */
  clock: Clock;
}>;

let names = 0;
export const freshName = (prefix: string): string => `${prefix}-${process.pid}-${++names}`;

export const newDesk = (change: Partial<Desk> = {}): Omit<Desk, "createdAt" | "isArchived"> => {
  const id = change.id ?? freshName("desk");
  return { id, name: "A desk", venueId: `venue-${id}`, session: "s", settings: testSettings(), ...change };
};

/** A desk that was made and opened, and a way to commit to it. */
export async function openDesk({ desks }: Pick<StoresHarness, "desks">) {
  const desk = await desks.createDesk(newDesk());
  const lease = await desks.openRun(desk.id, "host");
  let number = lease.commits;
  const commit = async (effects: readonly Effect[], change: Partial<DeskCommit> = {}): Promise<void> => {
    await desks.commit({ lease, number: number + 1, effects, checkpoint: `after ${number + 1}`, at: AT, ...change });
    number += 1;
  };
  return { deskId: desk.id, desk, lease, commit };
}
