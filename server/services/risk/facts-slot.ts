/**
 * When a desk's facts are due: once in each hour of market time, and a few times while history is still being fetched
 * after a start, so that a fresh desk does not wait an hour for what is there within a minute.
 */
import type { Micros } from "@/server/domain/micros";

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;
/** The last minute of an hour is stored a few seconds after it. */
const STORED_AFTER = 10 * SECOND;
/** Wall time after a start; by the last, most of a venue's history has been fetched. */
const STAGES = [20 * SECOND, 60 * SECOND, 180 * SECOND, 600 * SECOND];

export type FactsDue = Readonly<{
  /** Wall time. */
  now: Micros;
  /** Of the supervisor, or of the desk where that came later; wall time. */
  startedAt: Micros;
  /** Market seconds a wall second. */
  speed: number;
}>;

/** Names what is due: the same until the next is. Null before anything is. No ":" (BullMQ refuses it). */
export function factsSlot({ now, startedAt, speed }: FactsDue): string | null {
  const age = now - startedAt;
  const stage = STAGES.filter((from) => age >= from).length;
  if (stage === 0) return null;
  if (stage < STAGES.length) return `start-${Math.floor(startedAt / SECOND)}-${stage}`;
  if (speed !== 1) return `start-${Math.floor(startedAt / SECOND)}-hour-${Math.floor((age * speed) / HOUR)}`;
  return new Date((now - STORED_AFTER) / 1_000).toISOString().slice(0, 13);
}
