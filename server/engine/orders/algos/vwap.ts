import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { ParentDraft, SchedulePoint } from "@/server/domain/parent-order";
import { dueAt, twapSchedule } from "./twap";

const HALF_HOUR_MICROS = 1_800_000_000;
const HALF_HOURS_PER_DAY = 48;

/**
 * Slices in equal times, each as large as the share of the parent's volume that the curve expects in it;
 * within a half hour the volume is taken as even. Cumulative lots are rounded down, the last point is the size.
 * Without a curve, or with one that expects nothing in this time, the schedule is TWAP's.
 */
export function vwapSchedule(draft: ParentDraft, startedAt: number): SchedulePoint[] {
  const curve = draft.volumeCurvePpm;
  const times = Array.from({ length: draft.slices + 1 }, (_, k) => dueAt(draft, startedAt, k));
  const sums = curve ? expectedVolumes(curve, times) : [];
  const total = sums.at(-1) ?? 0n;
  if (total === 0n) return twapSchedule(draft, startedAt);
  const size = BigInt(draft.sizeLots);
  return times.map((at, k) => ({ at: micros(at), lots: lots(Number((size * (sums[k] ?? 0n)) / total)) }));
}

/** Volume expected from the first of `times` to each, in ppm of a day times µs: whole numbers, so that no schedule hangs on a rounding. */
function expectedVolumes(curve: readonly number[], times: readonly number[]): bigint[] {
  let sum = 0n;
  let last = times[0] ?? 0;
  return times.map((until) => {
    while (last < until) {
      const half = Math.floor(last / HALF_HOUR_MICROS);
      const end = Math.min((half + 1) * HALF_HOUR_MICROS, until);
      sum += BigInt(curve[half % HALF_HOURS_PER_DAY] ?? 0) * BigInt(end - last);
      last = end;
    }
    return sum;
  });
}
