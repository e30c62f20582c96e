/** Runs a backfill that was asked for, and keeps its row true whatever happens. */
import { AppError, isAppError } from "@/server/domain/errors";
import { type Micros, micros } from "@/server/domain/micros";
import { featureSet } from "@/server/features/sets/registry";
import type { BarStore } from "@/server/ports/bar-store";
import type { Clock } from "@/server/ports/clock";
import type { Backfill, FeatureStore } from "@/server/ports/feature-store";
import { backfillFeatures } from "./backfill-features";

/** Between two notes of how far it has come. */
const NOTE_MICROS = 500_000;

export type Note = (share: number, text: string, toAt: number) => Promise<void>;

export type RunBackfillDeps = Readonly<{
  features: FeatureStore;
  bars: BarStore;
  clock: Clock;
  signal: AbortSignal;
  /** Brings candles of the instrument back to a time. @returns what it did, in words */
  fetchHistory: (backfill: Backfill, note: Note) => Promise<string>;
  /** For people who wait for it. */
  say?: (text: string) => void;
}>;

const CANCELLED = Symbol("cancelled");

/** Does nothing when it is not asked for any more. @throws what went wrong, after it was written down */
export async function runBackfill(deps: RunBackfillDeps, id: string): Promise<Backfill | null> {
  const { features, clock, signal } = deps;
  const found = await features.findBackfill(id);
  if (!found || (found.state !== "queued" && found.state !== "running")) return found;
  const running: Backfill = { ...found, state: "running", updatedAt: clock.nowMicros() };
  await features.saveBackfill(running);
  const note = noting(deps, id);
  const end = (state: Backfill["state"], share: number, text: string): Backfill => {
    deps.say?.(text);
    return { ...running, state, share, text, toAt: note.last.toAt, updatedAt: clock.nowMicros() };
  };
  try {
    const text = await work(deps, running, note.note);
    const done = end("done", 1, text);
    await features.saveBackfill(done);
    return done;
  } catch (error) {
    if (error === CANCELLED) return features.findBackfill(id);
    if (signal.aborted) {
      // Not its fault: whoever takes it up again goes on.
      await features.saveBackfill(end("queued", note.last.share, "Waits for a worker to go on"));
      throw error;
    }
    await features.saveBackfill(end("failed", note.last.share, isAppError(error) ? error.message : "Internal error"));
    throw error;
  }
}

async function work(deps: RunBackfillDeps, backfill: Backfill, note: Note): Promise<string> {
  if (backfill.kind === "history") return deps.fetchHistory(backfill, note);
  if (backfill.setName === null) throw new AppError("invalid", "a backfill of features needs a set");
  const { text } = await backfillFeatures(
    { ...deps, onProgress: note },
    { instrumentId: backfill.instrumentId, set: featureSet(backfill.setName), from: backfill.fromAt },
  );
  return text;
}

function noting({ features, clock, say }: RunBackfillDeps, id: string) {
  const last: { share: number; toAt: Micros | null } = { share: 0, toAt: null };
  let notedAt = 0;
  return {
    last,
    note: async (share: number, text: string, toAt: number): Promise<void> => {
      last.share = share;
      last.toAt = micros(toAt);
      const now = clock.nowMicros();
      if (now - notedAt < NOTE_MICROS) return;
      notedAt = now;
      say?.(`${Math.round(share * 100)} %: ${text}`);
      if (!(await features.noteBackfill(id, { share, text, toAt: last.toAt }))) throw CANCELLED;
    },
  };
}
