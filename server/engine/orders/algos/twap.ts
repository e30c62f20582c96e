import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { ParentDraft, SchedulePoint } from "@/server/domain/parent-order";

/** Time at which slice `k` of a parent is due, k from 0 (the start) to `slices` (the end), µs. */
export const dueAt = ({ durationMicros, slices }: ParentDraft, startedAt: number, k: number): number =>
  startedAt + Math.floor((durationMicros / slices) * k);

/**
 * Equal slices in equal times, not jittered, so that anybody can check them: after k of n slices
 * ⌊size × k / n⌋ lots are due, so no two slices differ by more than one lot and the last one ends exactly.
 */
export function twapSchedule(draft: ParentDraft, startedAt: number): SchedulePoint[] {
  const size = BigInt(draft.sizeLots);
  return Array.from({ length: draft.slices + 1 }, (_, k) => ({
    at: micros(dueAt(draft, startedAt, k)),
    lots: lots(Number((size * BigInt(k)) / BigInt(draft.slices))),
  }));
}
