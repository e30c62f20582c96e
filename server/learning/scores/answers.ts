/** Class probabilities with what then happened: what every score is taken of. */
export type Answers = Readonly<{
  /** 2 or 3. */
  classes: number;
  /** Row after row, `classes` a row; rows that could not be answered must not be among them. */
  probabilities: ArrayLike<number>;
  /** The class that happened, one a row. */
  labels: ArrayLike<number>;
}>;

export const probabilityAt = ({ probabilities, classes }: Answers, row: number, of: number): number =>
  probabilities[row * classes + of] ?? Number.NaN;

/** Probability of the last class, up. */
export function upProbabilities(answers: Answers): Float64Array {
  const { labels, classes } = answers;
  return Float64Array.from({ length: labels.length }, (_, row) => probabilityAt(answers, row, classes - 1));
}

/** P(up) with the flat class left out: what decides a trade. 0.5 where neither is given any chance. */
export function upOf(probabilities: ArrayLike<number>): number {
  const [down, up] = [probabilities[0] ?? Number.NaN, probabilities[probabilities.length - 1] ?? Number.NaN];
  return down + up === 0 ? 0.5 : up / (down + up);
}

export function upOfDecided(answers: Answers): Float64Array {
  const { labels, classes } = answers;
  return Float64Array.from({ length: labels.length }, (_, row) =>
    upOf([probabilityAt(answers, row, 0), probabilityAt(answers, row, classes - 1)]),
  );
}

/** The class that was called likeliest, the first of equals. */
export function likeliest(answers: Answers, row: number): number {
  let best = 0;
  for (let of = 1; of < answers.classes; of++)
    if (probabilityAt(answers, row, of) > probabilityAt(answers, row, best)) best = of;
  return best;
}

/** Shares of the classes among labels: what a prior says. Even when there are none. */
export function classShares(labels: ArrayLike<number>, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (let row = 0; row < labels.length; row++) {
    const of = labels[row] ?? 0;
    counts[of] = (counts[of] ?? 0) + 1;
  }
  return counts.map((count) => (labels.length === 0 ? 1 / classes : count / labels.length));
}
