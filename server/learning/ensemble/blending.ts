/**
 * Adaptive blending: each member counts by how well it foresaw the last thirty days, as far as outcomes were known then.
 * A hundredth of a nat of log loss behind the best makes it count e times less; members that do not differ count alike.
 */
import { AppError } from "@/server/domain/errors";
import { type Combination, MEMBER_MIN } from "./combination";

export type BlendRows = Readonly<{
  classes: number;
  /** Out-of-sample probabilities of each member, row after row. */
  members: readonly Float32Array[];
  y: Float64Array;
  /** When the row was known, and when its label was, µs. */
  at: Float64Array;
  endAt: Float64Array;
  windowMicros?: number;
}>;

export type Blended = Readonly<{
  /** NaN where a member has no answer. */
  probabilities: Float32Array;
  /** Of each row, a weight per member. */
  weights: Float64Array;
  /** As they stand after the last outcome: what an exported file is frozen with. */
  frozen: Extract<Combination, { kind: "blend" }>;
}>;

const THIRTY_DAYS = 30 * 86_400 * 1_000_000;
/** Per nat of mean log loss. */
const SHARPNESS = 100;

export function blendOverTime(rows: BlendRows): Blended {
  const { classes, members, at } = rows;
  if (members.length === 0) throw new AppError("invalid", "There must be members to blend, there were 0");
  const record = recordOf(rows);
  const weights = new Float64Array(at.length * members.length);
  const probabilities = new Float32Array(at.length * classes);
  for (let row = 0; row < at.length; row++) {
    const own = weightsAt(record, at[row] as number);
    weights.set(own, row * members.length);
    for (let k = 0; k < classes; k++) {
      let sum = 0;
      for (const [m, member] of members.entries()) sum += (own[m] ?? 0) * (member[row * classes + k] as number);
      probabilities[row * classes + k] = sum;
    }
  }
  const last = record.endAt.at(-1) ?? 0;
  return { probabilities, weights, frozen: { kind: "blend", weights: weightsAt(record, last) } };
}

type Record_ = Readonly<{
  windowMicros: number;
  /** When each outcome was known, ascending. */
  endAt: Float64Array;
  /** Per member, the sum of losses of the first so many outcomes. */
  sums: readonly Float64Array[];
}>;

/** Only rows that all members answered are compared. */
function recordOf({ classes, members, y, endAt, windowMicros = THIRTY_DAYS }: BlendRows): Record_ {
  const order = [...y.keys()]
    .filter((row) => members.every((member) => !Number.isNaN(member[row * classes])))
    .sort((a, b) => (endAt[a] as number) - (endAt[b] as number) || a - b);
  const sums = members.map((member) => {
    const sum = new Float64Array(order.length + 1);
    for (const [i, row] of order.entries()) {
      const said = Math.max(MEMBER_MIN, member[row * classes + (y[row] as number)] as number);
      sum[i + 1] = (sum[i] as number) - Math.log(said);
    }
    return sum;
  });
  return { windowMicros, endAt: Float64Array.from(order, (row) => endAt[row] as number), sums };
}

/** Equal while nothing is known. */
function weightsAt({ endAt, sums, windowMicros }: Record_, now: number): number[] {
  const to = countUpTo(endAt, now);
  const from = countUpTo(endAt, now - windowMicros);
  if (to === from) return sums.map(() => 1 / sums.length);
  const losses = sums.map((sum) => ((sum[to] as number) - (sum[from] as number)) / (to - from));
  const least = Math.min(...losses);
  const raw = losses.map((loss) => Math.exp(-SHARPNESS * (loss - least)));
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
}

/** How many are at most `limit`. */
function countUpTo(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
