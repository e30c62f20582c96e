/**
 * Isotonic calibration: pools adjacent violators (Ayer et al., Annals of Mathematical Statistics 26(4), 1955) and runs
 * straight from the middle of each pool to the next, so that no two different probabilities become one ("centered"
 * isotonic regression; Oron & Flournoy, Statistics in Biopharmaceutical Research 9(3), 2017).
 */
export type IsotonicCurve = Readonly<{
  /** Ascending, float32; at least one. */
  x: readonly number[];
  /** Ascending, within (0, 1). Flat before the first and after the last. */
  y: readonly number[];
}>;

/** Pools smaller than this share of the rows would follow chance. */
const POOL_SHARE = 0.01;
const POOL_ROWS = 20;

type Pool = { rows: number; weight: number; x: number; y: number };

/**
 * @param said   probabilities, none of them NaN
 * @param isTrue 1 where it happened
 */
export function fitIsotonic(said: Float64Array, isTrue: Uint8Array, weight: Float64Array): IsotonicCurve {
  const order = Uint32Array.from(said.keys()).sort((a, b) => (said[a] as number) - (said[b] as number) || a - b);
  const least = Math.max(POOL_ROWS, Math.ceil(said.length * POOL_SHARE));
  const pools: Pool[] = [];
  for (const pool of startingPools(order, { said, isTrue, weight }, least)) {
    let last = pool;
    for (let before = pools.at(-1); before !== undefined && meanOf(before) >= meanOf(last); before = pools.at(-1)) {
      pools.pop();
      last = merged(before, last);
    }
    pools.push(last);
  }
  // Never quite sure: as if each side had been seen once more.
  const margin = 1 / (said.length + 2);
  return {
    x: pools.map((pool) => Math.fround(pool.x / pool.weight)),
    y: pools.map((pool) => Math.min(1 - margin, Math.max(margin, meanOf(pool)))),
  };
}

type Rows = Readonly<{ said: Float64Array; isTrue: Uint8Array; weight: Float64Array }>;

/** Neighbours together until there are enough; equal probabilities are never parted. */
function startingPools(order: Uint32Array, { said, isTrue, weight }: Rows, least: number): Pool[] {
  const pools: Pool[] = [];
  let lastSaid = Number.NaN;
  for (const row of order) {
    const w = weight[row] as number;
    if (w === 0) continue;
    const own = { rows: 1, weight: w, x: w * (said[row] as number), y: w * (isTrue[row] as number) };
    const last = pools.at(-1);
    const joins = last !== undefined && (last.rows < least || said[row] === lastSaid);
    if (joins) pools[pools.length - 1] = merged(last, own);
    else pools.push(own);
    lastSaid = said[row] as number;
  }
  const [before, last] = pools.slice(-2);
  if (before !== undefined && last !== undefined && last.rows < least) pools.splice(-2, 2, merged(before, last));
  return pools;
}

const meanOf = (pool: Pool): number => pool.y / pool.weight;
const merged = (a: Pool, b: Pool): Pool => ({
  rows: a.rows + b.rows,
  weight: a.weight + b.weight,
  x: a.x + b.x,
  y: a.y + b.y,
});

export type Segment = Readonly<{ from: number; value: number; slope: number }>;

/** One before the first knot, one from each: a probability belongs to the segment of as many knots as it reaches. */
export function segmentsOf({ x, y }: IsotonicCurve): readonly Segment[] {
  const flat = (from: number, value: number): Segment => ({ from, value, slope: 0 });
  const between = x.slice(0, -1).map((from, i): Segment => {
    const [to, value, next] = [x[i + 1] ?? from, y[i] ?? 0, y[i + 1] ?? 0];
    return { from, value, slope: to > from ? (next - value) / (to - from) : 0 };
  });
  return [flat(x[0] ?? 0, y[0] ?? 0.5), ...between, flat(x.at(-1) ?? 0, y.at(-1) ?? 0.5)];
}

export function applyIsotonic(curve: IsotonicCurve): (said: number) => number {
  const segments = segmentsOf(curve);
  return (said) => {
    let [low, high] = [0, curve.x.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((curve.x[middle] as number) <= said) low = middle + 1;
      else high = middle;
    }
    const { from, value, slope } = segments[low] as Segment;
    return value + (said - from) * slope;
  };
}
