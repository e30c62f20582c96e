/**
 * Labels of one instrument's rows: the one door for training, validation and the scoring of live predictions. A label
 * uses prices after its row for what came, and prices up to its row (`trailingSigma`) for what counts as a move.
 */
import type { LabelSpec } from "@/server/domain/models/label";
import { forwardReturns } from "./forward";
import { emptyLabels, type LabelSeries, type Labels, time, windowEnds } from "./label-series";
import { trailingSigma } from "./trailing-sigma";

/** Of three classes, in the order of a model's output. */
const DOWN = 0;
const FLAT = 1;
const UP = 2;

/** A move smaller than this share of sigma is none (DOMAIN 3). */
const DEAD_BAND_SIGMAS = 0.25;

/**
 * @returns for each row its class, or NaN where its window touches a gap or the end of the data, or where sigma was not
 *          known yet (`sigmaWindowMicros` after a gap; kind `sign` needs none)
 */
export function labelsOf(spec: LabelSpec, series: LabelSeries): Labels {
  switch (spec.kind) {
    case "sign":
      return signs(series, spec.horizonMicros);
    case "direction":
      return directions(series, spec.horizonMicros);
    case "triple-barrier":
      return barriers(series, spec);
  }
}

function signs(series: LabelSeries, horizonMicros: number): Labels {
  const { y, endAt } = forwardReturns(series, horizonMicros);
  return { y: y.map((move) => (move > 0 ? 1 : move < 0 ? 0 : Number.NaN)), endAt };
}

function directions(series: LabelSeries, horizonMicros: number): Labels {
  const { y, endAt } = forwardReturns(series, horizonMicros);
  const sigma = trailingSigma(series, horizonMicros);
  for (let i = 0; i < y.length; i++) {
    const halfSpread = series.halfSpread ? time(series.halfSpread, i) / time(series.price, i) : 0;
    // NaN in any of them stays NaN: Math.max keeps it, and no comparison holds.
    const band = Math.max(halfSpread, DEAD_BAND_SIGMAS * time(sigma, i));
    const move = time(y, i);
    y[i] = move > band ? UP : move < -band ? DOWN : move <= band ? FLAT : Number.NaN;
  }
  return { y, endAt };
}

function barriers(series: LabelSeries, spec: LabelSpec & { kind: "triple-barrier" }): Labels {
  const labels = emptyLabels(series, spec.horizonMicros);
  const ends = windowEnds(series, spec.horizonMicros);
  const sigma = trailingSigma(series, spec.horizonMicros);
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] ?? -1;
    const width = spec.widthSigma * time(sigma, i);
    // Without any past movement the barriers would lie on the price itself, and mean nothing.
    if (end < 0 || !(width > 0)) continue;
    const touch = firstTouch(series, { from: i, to: end, width });
    labels.y[i] = touch.label;
    if (touch.row > 0) labels.endAt[i] = time(series.at, touch.row);
  }
  return labels;
}

type Touched = { label: number; row: number };

/** Which barrier is touched first, and in which row. A row that touches both does not say: null, known at its end. */
function firstTouch(series: LabelSeries, window: { from: number; to: number; width: number }): Touched {
  const start = time(series.price, window.from);
  const highs = series.range?.high ?? series.price;
  const lows = series.range?.low ?? series.price;
  for (let row = window.from + 1; row <= window.to; row++) {
    const isUp = time(highs, row) >= start * (1 + window.width);
    const isDown = time(lows, row) <= start * (1 - window.width);
    if (isUp && isDown) return { label: Number.NaN, row };
    if (isUp || isDown) return { label: isUp ? UP : DOWN, row };
  }
  return { label: FLAT, row: 0 };
}
