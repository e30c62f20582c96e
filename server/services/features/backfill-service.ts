/** Backfills of the feature store and of candle history: asked for and cancelled. */
import { createHash } from "node:crypto";
import { AppError } from "@/server/domain/errors";
import type { Micros } from "@/server/domain/micros";
import { FEATURE_SETS } from "@/server/features/sets/registry";
import type { Clock } from "@/server/ports/clock";
import type { Backfill, FeatureStore } from "@/server/ports/feature-store";
import type { JobQueue } from "@/server/ports/job-queue";
import type { InstrumentStore } from "@/server/ports/market-store";

export type BackfillRequest = Readonly<{
  instrumentId: string;
  /** Null fetches candle history from the venue. */
  setName: string | null;
  /** How far back; null takes all there is, or a year of history. */
  from: Micros | null;
}>;

export type BackfillServiceDeps = Readonly<{
  features: FeatureStore;
  instruments: Pick<InstrumentStore, "findInstrument">;
  queue: Pick<JobQueue, "ensure">;
  clock: Clock;
}>;

export type BackfillService = Readonly<{
  /** Asks for it; one that waits or runs already is given back as it is. */
  start: (request: BackfillRequest) => Promise<Backfill>;
  cancel: (id: string) => Promise<void>;
}>;

const isOpen = ({ state }: Backfill): boolean => state === "queued" || state === "running";

export function createBackfillService(deps: BackfillServiceDeps): BackfillService {
  const { features, queue, clock } = deps;
  return {
    async start(request) {
      const backfill = await planBackfill(deps, request);
      const present = await features.findBackfill(backfill.id);
      if (!present || !isOpen(present)) await features.saveBackfill(backfill);
      const name = backfill.kind === "features" ? "features.backfill" : "history.fetch";
      // One that ran when its worker died is taken up again.
      await queue.ensure(name, { backfillId: backfill.id });
      return present && isOpen(present) ? present : backfill;
    },
    async cancel(id) {
      const backfill = await features.findBackfill(id);
      if (!backfill) throw new AppError("not_found", `there is no backfill ${id}`);
      if (!isOpen(backfill)) return;
      await features.saveBackfill({ ...backfill, state: "cancelled", text: "Cancelled", updatedAt: clock.nowMicros() });
    },
  };
}

/** @throws AppError not_found for an instrument or a set that is not there */
export async function planBackfill(
  { instruments, clock }: Pick<BackfillServiceDeps, "instruments" | "clock">,
  { instrumentId, setName, from }: BackfillRequest,
): Promise<Backfill> {
  if (!(await instruments.findInstrument(instrumentId))) {
    throw new AppError("not_found", `there is no instrument ${instrumentId}`);
  }
  if (setName !== null && !FEATURE_SETS.some(({ name }) => name === setName)) {
    const known = FEATURE_SETS.map(({ name }) => name).join(", ");
    throw new AppError("not_found", `there is no feature set ${setName}; there are ${known}`);
  }
  const now = clock.nowMicros();
  return {
    id: idOf(instrumentId, setName),
    kind: setName === null ? "history" : "features",
    instrumentId,
    setName,
    state: "queued",
    fromAt: from,
    toAt: null,
    share: 0,
    text: "Waits for a worker",
    startedAt: now,
    updatedAt: now,
  };
}

/** One an instrument and set: a second request is the first one, gone on with. */
const idOf = (instrumentId: string, setName: string | null): string =>
  createHash("sha256")
    .update(`${instrumentId} ${setName ?? ""}`)
    .digest("hex")
    .slice(0, 20);
