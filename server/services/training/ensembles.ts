/** Contenders that are made of the others: a stack and a blend, each fitted on rows that taught none of its members. */
import type { RowIndex } from "@/server/learning/dataset";
import { blendOverTime } from "@/server/learning/ensemble/blending";
import { type Combination, combine } from "@/server/learning/ensemble/combination";
import { fitStack } from "@/server/learning/ensemble/stacking";
import type { Walk } from "@/server/learning/folds/walk-forward";
import type { Contender, WalkAnswers } from "./contender";
import type { Sample } from "./sample";
import type { Training } from "./training";

export const ENSEMBLES = ["stack", "blend"] as const;
export type EnsembleKind = (typeof ENSEMBLES)[number];

const TITLES: Readonly<Record<EnsembleKind, string>> = {
  stack: "Stack of all families",
  blend: "Blend by the last thirty days",
};

/** Answers of the members to the rows that they may be weighed on, and those rows. */
export type Weighing = Readonly<{
  stop: RowIndex;
  calibrate: RowIndex;
  members: readonly Pick<WalkAnswers, "stop" | "calibrate">[];
}>;

/** How members are joined, and what that says of the calibration rows without having learned from their outcomes. */
export type Weighed = Readonly<{ combination: Combination; calibrate: Float32Array }>;

/**
 * The stack goes by the first half of the validation window alone, so that the second is left to judge and calibrate it.
 * The blend is frozen by the outcomes of thirty days that were known when the window ended, the second half's among
 * them: there it is judged and calibrated by what it said row after row, each weighed by what was known before it.
 */
export function weighed(training: Training, kind: EnsembleKind, weighing: Weighing): Weighed {
  return kind === "stack" ? stacked(training, weighing) : blended(training, weighing);
}

function stacked({ sample, classes }: Training, weighing: Weighing): Weighed {
  const kept = withLabels(sample, weighing.stop);
  const members = weighing.members.map(({ stop }) => pick(stop, kept.places, classes));
  const combination = fitStack({ classes, members, y: kept.y, weight: new Float64Array(kept.y.length).fill(1) });
  const all = weighing.members.map(({ calibrate }) => calibrate);
  return { combination, calibrate: combine(combination, all, classes) };
}

/** NaN stands for calibration rows without a label, too: nothing is judged there. */
function blended({ sample, classes }: Training, weighing: Weighing): Weighed {
  const rows = Uint32Array.from([...weighing.stop, ...weighing.calibrate]);
  const kept = withLabels(sample, rows);
  const members = weighing.members.map(({ stop, calibrate }) =>
    pick(Float32Array.from([...stop, ...calibrate]), kept.places, classes),
  );
  const { frozen, probabilities } = blendOverTime({ classes, members, y: kept.y, at: kept.at, endAt: kept.endAt });
  const calibrate = new Float32Array(weighing.calibrate.length * classes).fill(Number.NaN);
  kept.places.forEach((place, from) => {
    const to = place - weighing.stop.length;
    if (to >= 0) calibrate.set(probabilities.subarray(from * classes, (from + 1) * classes), to * classes);
  });
  return { combination: frozen, calibrate };
}

export function ensembleContender(
  training: Training,
  kind: EnsembleKind,
  { walks, families }: Readonly<{ walks: readonly Walk[]; families: readonly Contender[] }>,
): Contender {
  const answers = walks.map((walk, i): WalkAnswers => {
    const members = families.flatMap((family) => family.answers[i] ?? []);
    const found = weighed(training, kind, { stop: walk.stop, calibrate: walk.calibrate, members });
    const joined = (part: "stop" | "test") =>
      combine(
        found.combination,
        members.map((member) => member[part]),
        training.classes,
      );
    return { stop: joined("stop"), calibrate: found.calibrate, test: joined("test") };
  });
  return { name: kind, title: TITLES[kind], params: {}, answers };
}

type Kept = Readonly<{ places: number[]; y: Float64Array; at: Float64Array; endAt: Float64Array }>;

function withLabels({ data }: Sample, rows: RowIndex): Kept {
  const places = [...rows.keys()].filter((i) => !Number.isNaN(data.y[rows[i] ?? 0]));
  const of = (column: Float64Array) => Float64Array.from(places, (i) => column[rows[i] ?? 0] ?? Number.NaN);
  return { places, y: of(data.y), at: of(data.at), endAt: of(data.endAt) };
}

function pick(probabilities: Float32Array, places: readonly number[], classes: number): Float32Array {
  const out = new Float32Array(places.length * classes);
  places.forEach((from, to) => out.set(probabilities.subarray(from * classes, (from + 1) * classes), to * classes));
  return out;
}
