/** The feature sets that this code knows, by name. */
import { INTERVALS, type Interval, intervalMicros } from "@/server/domain/candle";
import { BAR_FAMILIES } from "@/server/features/bars/all-families";
import { pieceBars, WARM_BARS } from "@/server/features/bars/generations";
import type { FeatureDefinition } from "@/server/features/feature";
import { columnName, defineSet } from "./define-set";
import type { FeatureColumn, FeatureSet } from "./feature-set";

/** Bars that a generation's first values look back on, beyond its own. */
const LOOK_BACK_BARS = 64;

const DEFINITIONS = new Map<string, FeatureDefinition>(
  BAR_FAMILIES.flatMap(({ definitions }) => definitions.map((definition) => [definition.name, definition] as const)),
);

const bars5m = defineSet({
  name: "bars-5m",
  version: 1,
  grid: { kind: "bar", interval: "5m" },
  columns: [
    ...columns("5m", ["roc_1", "roc_3", "roc_10", "close_to_ema_12", "close_to_sma_50", "time_of_day_sin"]),
    ...columns("15m", ["roc_1", "roc_5", "close_to_ema_26"]),
    ...columns("1h", ["roc_1", "roc_5", "close_to_ema_26"]),
    ...columns("4h", ["roc_1", "close_to_ema_12"]),
  ],
});

export const FEATURE_SETS: readonly FeatureSet[] = [bars5m];

/** @throws RangeError for a set that this code does not have */
export function featureSet(name: string): FeatureSet {
  const set = FEATURE_SETS.find((each) => each.name === name);
  if (set === undefined) throw new RangeError(`there is no feature set ${name}`);
  return set;
}

/** How much of the past a process must push into a stream before its rows are those of one that has run forever, µs. */
export function historyMicrosOf(set: FeatureSet): number {
  const intervals = INTERVALS.filter((interval) => set.columns.some((column) => column.interval === interval));
  return Math.max(0, ...intervals.map(historyOf));
}

/** One bar more, since the first one may be cut. */
const historyOf = (interval: Interval): number =>
  (WARM_BARS + pieceBars(interval) + LOOK_BACK_BARS + 1) * intervalMicros(interval);

function columns(interval: Interval, names: readonly string[]): readonly FeatureColumn[] {
  return names.map((name) => {
    const definition = DEFINITIONS.get(name);
    if (definition === undefined) throw new RangeError(`there is no bar feature ${name}`);
    return { name: columnName(interval, name), interval, definition };
  });
}
