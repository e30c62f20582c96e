import type { ReliabilityBin } from "@/server/domain/models/scores";
import { type Answers, upProbabilities } from "./answers";

const BINS = 10;

/**
 * Answers sorted by P(up) and cut into groups of equal count: what was said against how often it happened. A
 * calibrated model lies on the diagonal (Murphy & Winkler 1977).
 */
export function reliabilityBins(answers: Answers, bins = BINS): ReliabilityBin[] {
  const up = upProbabilities(answers);
  const order = Uint32Array.from({ length: up.length }, (_, row) => row);
  order.sort((a, b) => (up[a] ?? 0) - (up[b] ?? 0) || a - b);
  const count = Math.min(bins, order.length);
  return Array.from({ length: count }, (_, i) => {
    const rows = order.subarray(Math.floor((i * order.length) / count), Math.floor(((i + 1) * order.length) / count));
    let [predicted, observed] = [0, 0];
    for (const row of rows) {
      predicted += up[row] ?? 0;
      if (answers.labels[row] === answers.classes - 1) observed++;
    }
    return { predicted: predicted / rows.length, observed: observed / rows.length, rows: rows.length };
  });
}

/**
 * Expected calibration error of P(up): mean distance of what was said and what happened, over ten bins of equal count
 * (Naeini, Cooper & Hauskrecht, AAAI 2015; equal counts after Nguyen & O'Connor 2015). A perfect model of few rows
 * does not reach 0: about √(p (1 − p) · 10 / rows) is noise.
 */
export function calibrationError(answers: Answers): number {
  const total = answers.labels.length;
  if (total === 0) return Number.NaN;
  return reliabilityBins(answers).reduce(
    (sum, { predicted, observed, rows }) => sum + (rows / total) * Math.abs(predicted - observed),
    0,
  );
}
