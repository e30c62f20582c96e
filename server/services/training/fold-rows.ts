import { Rng } from "@/server/domain/rng";
import type { CalibrationRows } from "@/server/learning/calibration/calibrator";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import { labelled } from "./sample";
import type { Training } from "./training";

export const labelsAt = ({ y }: Dataset, rows: RowIndex): Float64Array =>
  Float64Array.from(rows, (row) => y[row] ?? Number.NaN);

/**
 * The data, or, in the control, with the labels of the rows that teach and stop permuted among themselves. Scored rows
 * keep theirs, so that a model that still foresees them has seen them by another way.
 */
export function shuffledLabels(training: Training, fold: Readonly<{ train: RowIndex; valid: RowIndex }>): Dataset {
  const { sample, order } = training;
  if (order.control === "none") return sample.data;
  const rng = Rng.derive(order.recipe.seed, "shuffled-labels");
  const y = sample.data.y.slice();
  for (const rows of [fold.train, fold.valid]) {
    const places = labelled(sample.data, rows);
    for (let i = places.length - 1; i > 0; i--) {
      const j = Math.floor(rng.next() * (i + 1));
      const [a, b] = [places[i] ?? 0, places[j] ?? 0];
      [y[a], y[b]] = [y[b] ?? 0, y[a] ?? 0];
    }
  }
  return { ...sample.data, y };
}

/** Labelled rows with what was said of them, for a calibrator. */
export function calibrationRows({ sample, classes }: Training, rows: RowIndex, said: Float32Array): CalibrationRows {
  const places = [...rows.keys()].filter((i) => !Number.isNaN(sample.data.y[rows[i] ?? 0]));
  const probabilities = new Float32Array(places.length * classes);
  places.forEach((from, to) => probabilities.set(said.subarray(from * classes, (from + 1) * classes), to * classes));
  return {
    classes,
    probabilities,
    y: Float64Array.from(places, (i) => sample.data.y[rows[i] ?? 0] ?? 0),
    weight: new Float64Array(places.length).fill(1),
  };
}
