/**
 * Walk-forward: train on a window, stop and calibrate on the next, score on the one after, and step on. Windows are
 * of event time, so a market that trades more does not get longer ones, and all instruments are cut at the same moments.
 */
import type { FoldSpec } from "@/server/domain/models/recipe";
import type { RowIndex } from "@/server/learning/dataset";
import { type RowTimes, rowsWithin, type Span } from "./purge";

export type Walk = Readonly<{
  /** `walk-1` is the oldest. */
  name: string;
  /** Windows in time: what lies in them is purged further. */
  spans: Readonly<{ train: Span; stop: Span; calibrate: Span; test: Span }>;
  train: RowIndex;
  /** First half of the validation window: when to stop, and what a search is judged by. */
  stop: RowIndex;
  /** Second half: calibration is fitted here and nowhere else. */
  calibrate: RowIndex;
  test: RowIndex;
}>;

export type Walks = Readonly<{
  /** Oldest first. */
  walks: readonly Walk[];
  /** What the windows were multiplied by: 1, or less for a short history. */
  scale: number;
  /** What was done, for people. */
  text: string;
}>;

const DAY = 86_400_000_000;
/** A short history is cut so that there are at least so many walks, if the recipe asks for that many. */
const WALKS_WISHED = 4;
/** A walk with fewer rows in any part says nothing: a stack wants a hundred to weigh its members by. */
const ROWS_MIN = 120;

/** @returns no walks when there are too few rows for one; the text says so */
export function walkForward(times: RowTimes, spec: FoldSpec): Walks {
  const all = historyOf(times);
  if (all === null) return { walks: [], scale: 1, text: "There are no rows to cut into walks." };
  const wished = Math.min(WALKS_WISHED, spec.walksMax);
  const needed = (spec.trainDays + spec.validDays + spec.testDays + (wished - 1) * spec.stepDays) * DAY;
  const history = all.to - all.from;
  const scale = Math.min(1, history / needed);
  const walks: Walk[] = [];
  for (let back = 0; back < spec.walksMax; back++) {
    const walk = walkOf(times, cut(spec, { scale, end: all.to - back * spec.stepDays * scale * DAY }));
    // A µs of rounding must not cost the oldest walk.
    if (walk.spans.train.from < all.from - 1) break;
    if ([walk.train, walk.stop, walk.calibrate, walk.test].every((rows) => rows.length >= ROWS_MIN)) walks.push(walk);
  }
  const ordered = walks.toReversed().map((walk, i) => ({ ...walk, name: `walk-${i + 1}` }));
  return { walks: ordered, scale, text: textOf(spec, { scale, history, count: ordered.length }) };
}

function historyOf({ rows, at }: RowTimes): Span | null {
  if (rows === 0) return null;
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < rows; row++) {
    from = Math.min(from, at[row] ?? 0);
    to = Math.max(to, at[row] ?? 0);
  }
  return { from, to: to + 1 };
}

function cut(spec: FoldSpec, { scale, end }: Readonly<{ scale: number; end: number }>): Walk["spans"] {
  const [train, valid, test] = [spec.trainDays, spec.validDays, spec.testDays].map((days) => days * scale * DAY);
  const testFrom = Math.round(end - (test ?? 0));
  const stopFrom = Math.round(testFrom - (valid ?? 0));
  const middle = Math.round((stopFrom + testFrom) / 2);
  return {
    train: { from: Math.round(stopFrom - (train ?? 0)), to: stopFrom },
    stop: { from: stopFrom, to: middle },
    calibrate: { from: middle, to: testFrom },
    test: { from: testFrom, to: Math.round(end) },
  };
}

/** What a part learns from was known before the next part begins. */
function walkOf(times: RowTimes, spans: Walk["spans"]): Walk {
  return {
    name: "walk",
    spans,
    train: rowsWithin(times, spans.train, spans.stop.from),
    stop: rowsWithin(times, spans.stop, spans.calibrate.from),
    calibrate: rowsWithin(times, spans.calibrate, spans.test.from),
    test: rowsWithin(times, spans.test),
  };
}

function textOf(
  spec: FoldSpec,
  { scale, history, count }: Readonly<{ scale: number; history: number; count: number }>,
) {
  const days = (value: number) => `${Number((value * scale).toPrecision(3))}`;
  const windows = `${days(spec.trainDays)} days to train, ${days(spec.validDays)} to stop and calibrate, ${days(spec.testDays)} to test, a step of ${days(spec.stepDays)}`;
  const walks = `${count} ${count === 1 ? "walk" : "walks"}: ${windows}.`;
  if (scale === 1) return walks;
  const asked = `${spec.trainDays}/${spec.validDays}/${spec.testDays} days stepping ${spec.stepDays}`;
  return `${walks} The history of ${Number((history / DAY).toPrecision(3))} days is too short for ${asked}, so all windows were made ${(1 / scale).toPrecision(2)} times shorter.`;
}
