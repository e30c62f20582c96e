import { type Interval, intervalMicros } from "@/server/domain/candle";
import { BAR_FAMILIES } from "@/server/features/bars/all-families";
import type { Bar } from "@/server/features/bars/bar";
import { BarAggregator } from "@/server/features/bars/bar-aggregator";
import type { BarFamily } from "@/server/features/bars/bar-family";
import { FeatureLane } from "@/server/features/bars/feature-lane";
import { FundingTrack } from "@/server/features/bars/funding-track";
import type { BarRowStream, FeatureSet } from "./feature-set";

/** So many missing base bars in a row are quiet ones; more are a gap. */
const QUIET_BARS_MAX = 10;

type Lane = Readonly<{
  /** Null for the base interval. */
  aggregator: BarAggregator | null;
  features: FeatureLane;
  /** Value `from[i]` of the lane is column `to[i]` of the row. */
  from: Uint16Array;
  to: Uint16Array;
}>;

/** @throws RangeError when the set is not made at bar ends or names a feature that the code does not have */
export function createBarRowStream(set: FeatureSet): BarRowStream {
  if (set.grid.kind !== "bar") throw new RangeError(`${set.name} is not made at bar ends`);
  const baseMicros = intervalMicros(set.grid.interval);
  const funding = new FundingTrack();
  const lanes = toLanes(set, set.grid.interval, funding);
  const row = new Float32Array(set.columns.length).fill(Number.NaN);
  const quiet: { -readonly [K in keyof Bar]: Bar[K] } = { openAt: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  let next = Number.NaN;

  const take = (bar: Bar) => {
    for (const { aggregator, features } of lanes) {
      const finished = aggregator === null ? bar : aggregator.push(bar);
      if (finished !== null) features.push(finished);
    }
    quiet.close = bar.close;
    next = bar.openAt + baseMicros;
  };
  const fill = (until: number) => {
    while (next < until) {
      quiet.openAt = next;
      quiet.open = quiet.close;
      quiet.high = quiet.close;
      quiet.low = quiet.close;
      take(quiet);
    }
  };

  return {
    row,
    at: () => next,
    funding: (atMicros, ratePpm) => funding.add(atMicros, ratePpm),
    push: (bar) => {
      assertInOrder(bar, next, baseMicros);
      if (bar.openAt - next > QUIET_BARS_MAX * baseMicros) for (const lane of lanes) reset(lane);
      else fill(bar.openAt);
      take(bar);
      for (const { features, from, to } of lanes) {
        for (let i = 0; i < from.length; i++) row[to[i] ?? 0] = features.values[from[i] ?? 0] ?? Number.NaN;
      }
      return true;
    },
  };
}

function assertInOrder(bar: Bar, next: number, baseMicros: number): void {
  if (bar.openAt % baseMicros !== 0) {
    throw new RangeError(`a bar must start at a multiple of ${baseMicros} µs, was ${bar.openAt}`);
  }
  if (bar.openAt < next) throw new RangeError(`a bar must start at ${next} or later, was ${bar.openAt}`);
}

function reset({ aggregator, features }: Lane): void {
  aggregator?.reset();
  features.reset();
}

function toLanes(set: FeatureSet, base: Interval, funding: FundingTrack): readonly Lane[] {
  const intervals = [...new Set(set.columns.map(({ interval }) => interval))].filter((each) => each !== null);
  return intervals.map((interval) => {
    const wanted = set.columns.flatMap((column, to) =>
      column.interval === interval ? [{ name: column.definition.name, to }] : [],
    );
    const families = familiesOf(wanted.map(({ name }) => name));
    const names = families.flatMap(({ definitions }) => definitions.map(({ name }) => name));
    return {
      aggregator: interval === base ? null : new BarAggregator(intervalMicros(base), intervalMicros(interval)),
      features: new FeatureLane(interval, families, funding),
      from: Uint16Array.from(wanted, ({ name }) => names.indexOf(name)),
      to: Uint16Array.from(wanted, ({ to }) => to),
    };
  });
}

function familiesOf(names: readonly string[]): readonly BarFamily[] {
  const families = BAR_FAMILIES.filter(({ definitions }) => definitions.some(({ name }) => names.includes(name)));
  const known = new Set(families.flatMap(({ definitions }) => definitions.map(({ name }) => name)));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw new RangeError(`there is no bar feature ${unknown}`);
  return families;
}
