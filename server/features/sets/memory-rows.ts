import { intervalMicros } from "@/server/domain/candle";
import type { FeatureSet } from "./feature-set";

/** Per column, how many rows of its set one value's window spans: nearer ones say nearly the same. 1 on the second grid. */
export function memoryRows({ grid, columns }: FeatureSet): readonly number[] {
  const width = grid.kind === "bar" ? intervalMicros(grid.interval) : Number.POSITIVE_INFINITY;
  return columns.map(({ interval, definition }) =>
    interval === null ? 1 : Math.max(1, (intervalMicros(interval) / width) * definition.warmUp),
  );
}
