/** Keeping house among tapes: files that a crash left open are closed, runs that are long over are let go. */
import type { Micros } from "@/server/domain/micros";
import { micros } from "@/server/domain/micros";
import type { Tapes } from "@/server/ports/tape";
import type { TapeIndex } from "@/server/ports/tape-index";
import { epochOf } from "./run-rows";

export type TapeKeepingDeps = Readonly<{ tapes: Tapes; index: TapeIndex }>;

/** A week (DESIGN.md 5: hot 7 days), by the wall time of the last write. */
const KEPT_MICROS = 7 * 86_400_000_000;

/** Closes what the desk's runs before this one left open. */
export async function sealEarlierRuns({ tapes, index }: TapeKeepingDeps, deskId: string, epoch: number): Promise<void> {
  for (const tape of await tapes.list(deskId)) {
    const itsEpoch = epochOf(tape);
    if (itsEpoch === null || itsEpoch >= epoch) continue;
    await index.addFiles(await tapes.seal(tape));
  }
}

/** @returns the tapes that went */
export async function sweepTapes({ tapes, index }: TapeKeepingDeps, now: Micros): Promise<readonly string[]> {
  const swept = await tapes.sweep(micros(now - KEPT_MICROS));
  await index.removeTapes(swept);
  return swept;
}
