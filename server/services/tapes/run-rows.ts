/**
 * What a desk's run writes on its tape besides market rows, so that the tape holds every call that reached the
 * engine, in order. Their receive time is the time that the engine was told.
 */
import type { TapeHeader } from "@/server/ports/tape";

export const RUN_KIND = {
  /** First row: the checkpoint that the run began with, as text; empty for a new desk. */
  opened: 64,
  /** A person's command, whole. */
  command: 65,
  timer: 66,
  /** Books are unknown from here. */
  restart: 67,
  /** A model's answer, whole: a replay never asks a model. */
  prediction: 68,
  /** The run ended in order; without it, it did not. */
  closed: 69,
} as const;

export const RUN_KINDS: TapeHeader["kinds"] = Object.fromEntries(
  Object.entries(RUN_KIND).map(([name, kind]) => [kind, name]),
);

export const runTape = (deskId: string, epoch: number): string => `${deskId}/${epoch}`;

/** The epoch of a run's tape; null for a tape that is none. */
export function epochOf(tape: string): number | null {
  const epoch = /\/(\d+)$/.exec(tape)?.[1];
  return epoch === undefined ? null : Number(epoch);
}
