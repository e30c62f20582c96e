/**
 * Platt calibration: a straight line through the log-odds (Platt, "Probabilistic outputs for support vector machines",
 * 1999), by Newton's method with backtracking (Lin, Lin & Weng, Machine Learning 68(3), 2007).
 */
export type PlattLine = Readonly<{ slope: number; intercept: number }>;

/** Log-odds are taken of probabilities no closer to 0 and 1. */
export const SAID_MIN = 1e-6;

const STEPS_MAX = 100;
const RIDGE = 1e-12;
const GRADIENT_MIN = 1e-5;
const SHORTEST_STEP = 1e-10;

export const logOddsOf = (said: number): number => {
  const inside = Math.min(1 - SAID_MIN, Math.max(SAID_MIN, said));
  return Math.log(inside / (1 - inside));
};

export const applyPlatt =
  ({ slope, intercept }: PlattLine) =>
  (said: number): number =>
    1 / (1 + Math.exp(-(slope * logOddsOf(said) + intercept)));

/**
 * A line that would turn the order of the rows round is made flat: calibration does not mend a model that is wrong.
 *
 * @param said   probabilities, none of them NaN
 * @param isTrue 1 where it happened
 */
export function fitPlatt(said: Float64Array, isTrue: Uint8Array, weight: Float64Array): PlattLine {
  let [positives, negatives] = [0, 0];
  for (const [i, happened] of isTrue.entries()) {
    if (happened === 1) positives += weight[i] as number;
    else negatives += weight[i] as number;
  }
  // Platt's targets: as if each side had been seen once more.
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const rows: Rows = {
    x: said.map(logOddsOf),
    target: Float64Array.from(isTrue, (t) => (t === 1 ? high : low)),
    weight,
  };
  let line: PlattLine = { slope: 0, intercept: Math.log((positives + 1) / (negatives + 1)) };
  const flat = line;
  let loss = lossOf(line, rows);
  for (let step = 0; step < STEPS_MAX; step++) {
    const { ga, gb, haa, hab, hbb } = derivatives(line, rows);
    if (Math.abs(ga) < GRADIENT_MIN && Math.abs(gb) < GRADIENT_MIN) break;
    const determinant = haa * hbb - hab * hab;
    const da = -(hbb * ga - hab * gb) / determinant;
    const db = -(haa * gb - hab * ga) / determinant;
    let size = 1;
    for (; size >= SHORTEST_STEP; size /= 2) {
      const next = { slope: line.slope + size * da, intercept: line.intercept + size * db };
      const nextLoss = lossOf(next, rows);
      if (nextLoss >= loss + 1e-4 * size * (ga * da + gb * db)) continue;
      [line, loss] = [next, nextLoss];
      break;
    }
    if (size < SHORTEST_STEP) break;
  }
  return line.slope > 0 ? line : flat;
}

type Rows = Readonly<{ x: Float64Array; target: Float64Array; weight: Float64Array }>;

function lossOf({ slope, intercept }: PlattLine, { x, target, weight }: Rows): number {
  let loss = 0;
  for (const [i, value] of x.entries()) {
    const z = slope * value + intercept;
    const t = target[i] as number;
    // Neither exponential overflows.
    const own = z >= 0 ? (1 - t) * z + Math.log(1 + Math.exp(-z)) : -t * z + Math.log(1 + Math.exp(z));
    loss += (weight[i] as number) * own;
  }
  return loss;
}

function derivatives({ slope, intercept }: PlattLine, { x, target, weight }: Rows) {
  let [ga, gb, haa, hab, hbb] = [0, 0, RIDGE, 0, RIDGE];
  for (const [i, value] of x.entries()) {
    const w = weight[i] as number;
    const p = 1 / (1 + Math.exp(-(slope * value + intercept)));
    const off = w * (p - (target[i] as number));
    const curvature = w * p * (1 - p);
    ga += off * value;
    gb += off;
    haa += curvature * value * value;
    hab += curvature * value;
    hbb += curvature;
  }
  return { ga, gb, haa, hab, hbb };
}
