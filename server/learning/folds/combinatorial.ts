/**
 * Combinatorial purged cross-validation: the history is cut into groups, and each choice of some of them is held out
 * once while the rest teaches. Each group is scored by several fits, which put together give several paths through the
 * whole history instead of one (Lopez de Prado, "Advances in Financial Machine Learning", 2018, ch. 12).
 */
import type { FoldSpec } from "@/server/domain/models/recipe";
import type { RowIndex } from "@/server/learning/dataset";
import { purged, type RowTimes, rowsWithin, type Span } from "./purge";

export type Split = Readonly<{
  /** `groups-1-4`, counted from 1. */
  name: string;
  heldOut: readonly number[];
  train: RowIndex;
  /** Of each held-out group, in the order of `heldOut`. */
  tests: readonly RowIndex[];
}>;

export type Combinatorial = Readonly<{
  splits: readonly Split[];
  /** One path a row: for each group the index of the split whose prediction stands there. Every group stands once. */
  paths: readonly (readonly number[])[];
}>;

/** @param embargo after each held-out group's last label, µs */
export type GroupSpec = Readonly<{ groups: number; heldOut: number; embargo: number }>;

/** 20 groups choose 10 would be 184,756 fits. */
const SPLITS_MAX = 200;

/** @throws RangeError when the numbers give no splits, or more than anybody could fit */
export function combinatorialSplits(times: RowTimes, { groups, heldOut, embargo }: GroupSpec): Combinatorial {
  const choices = choose(groups, heldOut);
  if (heldOut < 1 || heldOut >= groups || choices.length > SPLITS_MAX)
    throw new RangeError(
      `${groups} groups with ${heldOut} held out give ${choices.length} splits, 2 to ${SPLITS_MAX} can be`,
    );
  const members = groupRows(times, groups);
  const splits = choices.map((held): Split => {
    const tests = held.map((group) => members[group] ?? new Uint32Array());
    const scored = tests.flatMap((rows) => reachOfRows(times, rows));
    return {
      name: `groups-${held.map((group) => group + 1).join("-")}`,
      heldOut: held,
      train: purged(times, { scored, embargo }),
      tests,
    };
  });
  return { splits, paths: pathsOf(choices, groups) };
}

/** 1 % of the sample by default, in µs of its length. */
export function embargoMicros(times: RowTimes, { embargoShare }: Pick<FoldSpec, "embargoShare">): number {
  const span = reachOfRows(
    times,
    Uint32Array.from({ length: times.rows }, (_, row) => row),
  )[0];
  return span ? Math.round((span.to - span.from) * embargoShare) : 0;
}

/** Groups of equal count of distinct moments, so that rows of one moment stay together over all instruments. */
function groupRows(times: RowTimes, groups: number): RowIndex[] {
  const moments = [...new Set(times.at.subarray(0, times.rows))].toSorted((a, b) => a - b);
  const bound = (group: number) => moments[Math.floor((group * moments.length) / groups)] ?? Number.POSITIVE_INFINITY;
  return Array.from({ length: groups }, (_, group) => rowsWithin(times, { from: bound(group), to: bound(group + 1) }));
}

/** At most one span: from the first row's time to the latest label's end. */
function reachOfRows(times: RowTimes, rows: RowIndex): Span[] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    from = Math.min(from, times.at[row] ?? 0);
    to = Math.max(to, times.endAt[row] ?? 0);
  }
  return rows.length === 0 ? [] : [{ from, to }];
}

/** All ways to take `count` of the first whole numbers, in order. */
function choose(of: number, count: number): number[][] {
  if (count <= 0 || count > of) return count === 0 ? [[]] : [];
  const without = choose(of - 1, count);
  const having = choose(of - 1, count - 1).map((rest) => [...rest, of - 1]);
  return [...without, ...having].toSorted((a, b) => compare(a, b));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Path p takes for each group the p-th split that held it out; all groups are held out equally often. */
function pathsOf(choices: readonly (readonly number[])[], groups: number): number[][] {
  const holding = Array.from({ length: groups }, (_, group) =>
    choices.flatMap((held, split) => (held.includes(group) ? [split] : [])),
  );
  const count = Math.min(...holding.map((splits) => splits.length));
  return Array.from({ length: count }, (_, path) => holding.map((splits) => splits[path] ?? 0));
}
