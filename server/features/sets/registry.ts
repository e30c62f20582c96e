/** The feature sets that this code knows, by name. */
import { INTERVALS, type Interval, intervalMicros } from "@/server/domain/candle";
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import { BAR_FAMILIES } from "@/server/features/bars/all-families";
import { pieceBars, WARM_BARS } from "@/server/features/bars/generations";
import type { FeatureDefinition } from "@/server/features/feature";
import { microstructure } from "@/server/features/grid/microstructure";
import { columnName, defineSet } from "./define-set";
import type { FeatureColumn, FeatureSet } from "./feature-set";

/** Bars that a generation's first values look back on, beyond its own. */
const LOOK_BACK_BARS = 64;

const DEFINITIONS = new Map<string, FeatureDefinition>(
  BAR_FAMILIES.flatMap(({ definitions }) => definitions.map((definition) => [definition.name, definition] as const)),
);

/** Trend, momentum, range, flow and disorder of the base interval: nothing that has a price's or a coin's unit. */
const BASE = `roc_1 roc_3 roc_10 roc_20 return_zscore_20 rank_return_100
   close_to_ema_12 close_to_ema_50 ema_12_to_50 close_to_sma_200 di_balance_14 adx_14
   rsi_7 rsi_14 macd_histogram_ratio stoch_k_14 cci_20 aroon_oscillator_25
   efficiency_20 bb_position_20 bb_width_20 natr_14 rv_garman_klass_20 rv_close_20_to_60
   range_to_mean_20 mfi_14 cmf_20 obv_change_20 volume_ratio_20 volume_zscore_20
   close_to_vwap_60 range_position_100 zscore_close_50 body_share close_location support_distance_100
   resistance_distance_100 autocorrelation_1_50 hurst_128 permutation_entropy_4_100 time_of_day_sin time_of_day_cos
   day_of_week_sin day_of_week_cos`.split(/\s+/);
/** What a longer interval adds: where it is going, how far it has come, how much it moves. */
const ABOVE = ["roc_5", "rsi_14", "close_to_ema_26", "natr_14", "range_position_20"];

const bars5m = defineSet({
  name: "bars-5m",
  version: 1,
  grid: { kind: "bar", interval: "5m" },
  columns: [...columns("5m", BASE), ...columns("15m", ABOVE), ...columns("1h", ABOVE), ...columns("4h", ABOVE)],
});

const bars1m = defineSet({
  name: "bars-1m",
  version: 1,
  grid: { kind: "bar", interval: "1m" },
  columns: [...columns("1m", BASE), ...columns("5m", ABOVE), ...columns("15m", ABOVE), ...columns("1h", ABOVE)],
});

const barsFull = defineSet({
  name: "bars-full",
  version: 1,
  grid: { kind: "bar", interval: "1m" },
  columns: (["1m", "5m", "15m", "1h", "4h", "1d"] as const).flatMap((each) => columns(each, [...DEFINITIONS.keys()])),
});

export const FEATURE_SETS: readonly FeatureSet[] = [bars5m, bars1m, barsFull, microstructure];

/** @throws RangeError for a set that this code does not have */
export function featureSet(name: string): FeatureSet {
  const set = FEATURE_SETS.find((each) => each.name === name);
  if (set === undefined) throw new RangeError(`there is no feature set ${name}`);
  return set;
}

/** How much of the past a process must push into a stream before its rows are those of one that has run forever, µs. */
export function historyMicrosOf(set: FeatureSet): number {
  if (set.grid.kind === "second")
    return MICROS_PER_SECOND * Math.max(...set.columns.map((each) => each.definition.warmUp));
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
