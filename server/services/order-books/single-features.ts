/** What each feature says of the next move by itself, session by session. */
import { areaUnderRoc } from "@/server/learning/scores/ranking";
import { columnOf, HORIZONS, type Session, valueOf } from "./session";

export type SingleFeature = Readonly<{
  name: string;
  /** Sessions in which it was known for a minute at least, and those in which its correlation was above 0. */
  sessions: number;
  positive: number;
  /** Spearman's rank correlation with the move over 10 s, and over the next second: means over the sessions by their rows. */
  correlation: number;
  shortCorrelation: number;
  /** Of the sign of the move where there was one. */
  auc: number;
  shortAuc: number;
  /** About: windows overlap, so only a tenth of the rows are taken to be independent. */
  standardError: number;
}>;

const ROWS_MIN = 60;

export function singleFeature(name: string, sessions: readonly Session[]): SingleFeature {
  const column = columnOf(name);
  const long = sessions
    .map((session) => association(session, column, session.ahead[10].move))
    .filter(({ rows }) => rows >= ROWS_MIN);
  const short = sessions
    .map((session) => association(session, column, session.ahead[1].move))
    .filter(({ rows }) => rows >= ROWS_MIN);
  const independent = long.reduce((sum, { rows }) => sum + rows, 0) / HORIZONS[0];
  return {
    name,
    sessions: long.length,
    positive: long.filter(({ correlation }) => correlation > 0).length,
    correlation: weighted(long, "correlation"),
    shortCorrelation: weighted(short, "correlation"),
    auc: weighted(long, "auc"),
    shortAuc: weighted(short, "auc"),
    standardError: 1 / Math.sqrt(independent),
  };
}

/**
 * Share of the variance of the mid's return over ten seconds that order flow of the same ten seconds explains, in windows
 * that do not overlap (Cont, Kukanov & Stoikov 2014, table 4: 65 % on average for 50 stocks of the S&P 500).
 */
export function flowExplains(session: Session): Readonly<{ windows: number; correlation: number; rSquared: number }> {
  const [flow, change] = [columnOf("ofi_10s"), columnOf("mid_return_10s")];
  const x: number[] = [];
  const y: number[] = [];
  for (let row = 0; row < session.rows; row += HORIZONS[0]) {
    const [a, b] = [valueOf(session, row, flow), valueOf(session, row, change)];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    x.push(a);
    y.push(b);
  }
  const correlation = pearson(x, y);
  return { windows: x.length, correlation, rSquared: correlation * correlation };
}

type Association = Readonly<{ rows: number; correlation: number; auc: number }>;

function association(session: Session, column: number, moves: Float64Array): Association {
  const values: number[] = [];
  const after: number[] = [];
  for (let row = 0; row < session.rows; row++) {
    const [value, move] = [valueOf(session, row, column), moves[row] ?? Number.NaN];
    if (Number.isNaN(value) || Number.isNaN(move)) continue;
    values.push(value);
    after.push(move);
  }
  const moved = after.flatMap((move, i) => (move === 0 ? [] : [i]));
  const auc = areaUnderRoc({
    score: moved.map((i) => values[i] ?? 0),
    happened: (i) => (after[moved[i] ?? 0] ?? 0) > 0,
  });
  return { rows: values.length, correlation: pearson(ranks(values), ranks(after)), auc: auc ?? 0.5 };
}

const weighted = (parts: readonly Association[], key: "correlation" | "auc"): number =>
  parts.reduce((sum, part) => sum + part.rows * part[key], 0) / parts.reduce((sum, { rows }) => sum + rows, 0);

/** Equals share the mean of their places. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const places = values.map(() => 0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let k = from; k < to; k++) places[order[k] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return places;
}

/** 0 where one of them does not vary. */
function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (const [i, value] of x.entries()) {
    const [dx, dy] = [value - meanX, (y[i] ?? 0) - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
