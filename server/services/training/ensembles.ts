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

/**
 * The stack goes by the first half of the validation window alone, so that the second is left to judge and calibrate it;
 * the blend by the outcomes of thirty days that were known when the window ended, as a served file is frozen.
 */
export function combination(training: Training, kind: EnsembleKind, weighing: Weighing): Combination {
  const { sample, classes } = training;
  if (kind === "stack") {
    const kept = withLabels(sample, weighing.stop);
    const members = weighing.members.map(({ stop }) => pick(stop, kept.places, classes));
    return fitStack({ classes, members, y: kept.y, weight: new Float64Array(kept.y.length).fill(1) });
  }
  const rows = Uint32Array.from([...weighing.stop, ...weighing.calibrate]);
  const kept = withLabels(sample, rows);
  const members = weighing.members.map(({ stop, calibrate }) =>
    pick(Float32Array.from([...stop, ...calibrate]), kept.places, classes),
  );
  return blendOverTime({ classes, members, y: kept.y, at: kept.at, endAt: kept.endAt }).frozen;
}

export function ensembleContender(
  training: Training,
  kind: EnsembleKind,
  { walks, families }: Readonly<{ walks: readonly Walk[]; families: readonly Contender[] }>,
): Contender {
  const answers = walks.map((walk, i): WalkAnswers => {
    const members = families.flatMap((family) => family.answers[i] ?? []);
    const found = combination(training, kind, { stop: walk.stop, calibrate: walk.calibrate, members });
    const joined = (part: keyof WalkAnswers) =>
      combine(
        found,
        members.map((member) => member[part]),
        training.classes,
      );
    return { stop: joined("stop"), calibrate: joined("calibrate"), test: joined("test") };
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
