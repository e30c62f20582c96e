/** How much order there is in the path of the price: Hurst exponent, permutation entropy. */
import { type BarFamily, type BarUpdate, SHARE } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";

const HURST = 128;
const CHUNKS = [8, 16, 32, 64] as const;
const LOG_CHUNKS = CHUNKS.map((n) => Math.log(n));
const MEAN_LOG_CHUNK = LOG_CHUNKS.reduce((sum, each) => sum + each, 0) / CHUNKS.length;
const SPREAD = LOG_CHUNKS.reduce((sum, each) => sum + (each - MEAN_LOG_CHUNK) ** 2, 0);

const define = definer({
  group: "statistics",
  source: "Bandt & Pompe, Permutation Entropy, Physical Review Letters 88, 174102, 2002",
  inputs: ["close"],
});
const entropy = { unit: "share", range: SHARE } as const;

export const complexity: BarFamily = {
  kind: "window",
  definitions: [
    define({
      name: "hurst_128",
      title: "Hurst exponent (128, rescaled range)",
      unit: "share",
      range: SHARE,
      warmUp: HURST + 1,
      formula:
        "slope of ln(mean R/S) on ln(n) over chunks of n = 8, 16, 32, 64 of 128 log returns, held to 0..1; 0.5 where a size has no chunk that moved",
      source:
        "Hurst 1951; Mandelbrot & Wallis, Robustness of the Rescaled Range R/S, Water Resources Research 5(5), 1969",
    }),
    define({
      ...entropy,
      name: "permutation_entropy_3_50",
      title: "Permutation entropy, order 3 (50)",
      warmUp: 50,
      formula: "-sum p ln p / ln 3! over the orders of 3 closes in a row among 50; equal closes stand in order of time",
    }),
    define({
      ...entropy,
      name: "permutation_entropy_4_100",
      title: "Permutation entropy, order 4 (100)",
      warmUp: 100,
      formula:
        "-sum p ln p / ln 4! over the orders of 4 closes in a row among 100; equal closes stand in order of time",
    }),
  ],
  create,
};

function create(): BarUpdate {
  const counts = new Uint16Array(64);
  return (history, out, at) => {
    out[at] = hurst(history);
    out[at + 1] = permutationEntropy(history.closes.subarray(history.last - 49, history.last + 1), 3, counts);
    out[at + 2] = permutationEntropy(history.closes.subarray(history.last - 99, history.last + 1), 4, counts);
  };
}

function hurst({ logReturns, last }: BarHistory): number {
  let slope = 0;
  for (let i = 0; i < CHUNKS.length; i++) {
    const mean = meanRescaledRange(logReturns, last, CHUNKS[i] ?? 1);
    if (mean === 0) return 0.5;
    slope += ((LOG_CHUNKS[i] ?? 0) - MEAN_LOG_CHUNK) * Math.log(mean);
  }
  return Math.max(0, Math.min(1, slope / SPREAD));
}

/** Over the chunks that moved at all; 0 when none did. */
function meanRescaledRange(values: Float64Array, last: number, n: number): number {
  let total = 0;
  let chunks = 0;
  for (let end = last; end > last - HURST; end -= n) {
    const ratio = rescaledRange(values, end, n);
    if (ratio > 0) {
      total += ratio;
      chunks += 1;
    }
  }
  return chunks === 0 ? 0 : total / chunks;
}

function rescaledRange(values: Float64Array, end: number, n: number): number {
  let sum = 0;
  let squares = 0;
  for (let i = end - n + 1; i <= end; i++) sum += values[i] ?? 0;
  const mean = sum / n;
  let path = 0;
  let max = 0;
  let min = 0;
  for (let i = end - n + 1; i <= end; i++) {
    const deviation = (values[i] ?? 0) - mean;
    squares += deviation * deviation;
    path += deviation;
    if (path > max) max = path;
    if (path < min) min = path;
  }
  return squares === 0 ? 0 : (max - min) / Math.sqrt(squares / n);
}

/** The order of `m` values, 3 or 4, is told by which of each two is greater: a bit each. */
function permutationEntropy(values: Float64Array, m: 3 | 4, counts: Uint16Array): number {
  counts.fill(0);
  const total = values.length - m + 1;
  for (let i = 0; i < total; i++) {
    const [a, b, c] = [values[i] ?? 0, values[i + 1] ?? 0, values[i + 2] ?? 0];
    let code = (a > b ? 1 : 0) + (a > c ? 2 : 0) + (b > c ? 4 : 0);
    if (m === 4) {
      const d = values[i + 3] ?? 0;
      code += (a > d ? 8 : 0) + (b > d ? 16 : 0) + (c > d ? 32 : 0);
    }
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let sum = 0;
  for (let i = 0; i < (m === 3 ? 8 : 64); i++) {
    const share = (counts[i] ?? 0) / total;
    if (share > 0) sum -= share * Math.log(share);
  }
  return Math.min(1, sum / Math.log(m === 3 ? 6 : 24));
}
