import type { Lots } from "@/server/domain/lots";
import type { Micros } from "@/server/domain/micros";
import type { SchedulePoint } from "@/server/domain/parent-order";

const POINTS_MAX = 500;

/** The curve with one more point. Of one moment the last counts; when full, every other point goes, never the first or the last. */
export function withPoint(done: readonly SchedulePoint[], at: Micros, lots: Lots): readonly SchedulePoint[] {
  const kept = done.at(-1)?.at === at ? done.slice(0, -1) : done;
  const longer = [...kept, { at, lots }];
  if (longer.length <= POINTS_MAX) return longer;
  return longer.filter((_, i) => i % 2 === 0 || i === longer.length - 1);
}
