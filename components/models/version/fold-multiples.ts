/** Small multiples over the walks: each bar is a walk's distance from what it must beat, up when better. */
import { change, fixed, share } from "@/components/models/score-lines";
import { toDay } from "@/components/models/spans";
import type { FoldScore } from "@/server/domain/models/scores";

export type Multiple = Readonly<{
  name: string;
  hint: string;
  /** Of how many walks were better, in words. */
  text: string;
  bars: readonly Readonly<{
    key: string;
    /** 0 to 1 of the greatest; null where it is not known. */
    height: number | null;
    isGood: boolean;
    title: string;
  }>[];
}>;

type Measure = Readonly<{
  name: string;
  hint: string;
  /** Above zero is better; null where it is not known. */
  edge: (fold: FoldScore) => number | null;
  text: (edge: number) => string;
}>;

const MEASURES: readonly Measure[] = [
  {
    name: "Log loss against base",
    hint: "How much lower the log loss is than the base rate's; up is better",
    edge: ({ classes }) => classes.baseLogLoss - classes.logLoss,
    text: fixed(4),
  },
  {
    name: "AUC over a coin",
    hint: "AUC less one half; up is better",
    edge: ({ classes }) => (classes.auc === null ? null : classes.auc - 0.5),
    text: fixed(3),
  },
  {
    name: "Accuracy over base",
    hint: "Accuracy less that of the commonest class; up is better",
    edge: ({ classes }) => classes.accuracy - classes.baseAccuracy,
    text: share,
  },
  {
    name: "Net return",
    hint: "After all costs; up is a profit",
    edge: ({ trading }) => trading?.netReturn ?? null,
    text: change,
  },
];

export function multiplesOf(folds: readonly FoldScore[]): readonly Multiple[] {
  return MEASURES.map(({ name, hint, edge, text }) => {
    const edges = folds.map((fold) => ({ fold, value: edge(fold) }));
    const known = edges.flatMap(({ value }) => (value === null ? [] : [value]));
    const greatest = Math.max(...known.map(Math.abs), 1e-12);
    const good = known.filter((value) => value > 0).length;
    return {
      name,
      hint,
      text: known.length === 0 ? "–" : `${good} of ${known.length}`,
      bars: edges.map(({ fold, value }) => ({
        key: fold.name,
        height: value === null ? null : Math.abs(value) / greatest,
        isGood: (value ?? 0) > 0,
        title: `${toDay(fold.testFrom)} to ${toDay(fold.testTo)}: ${value === null ? "not known" : text(value)}`,
      })),
    };
  });
}
