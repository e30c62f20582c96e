/** What a model is asked to foresee (docs/learning.md). All are null where their window touches a gap. */
export type LabelSpec =
  /** Sign of the mid's return over the horizon, flat inside a dead band of max(half the spread, 0.25 sigma). 3 classes. */
  | Readonly<{ kind: "direction"; horizonMicros: number }>
  /** Sign of the mid's return over the horizon without a dead band; exact zeros are left out. 2 classes. */
  | Readonly<{ kind: "sign"; horizonMicros: number }>
  /**
   * Which is touched first: a target or a stop at `widthSigma` standard deviations, or neither within the horizon
   * (Lopez de Prado, "Advances in Financial Machine Learning", 2018, ch. 3). 3 classes.
   */
  | Readonly<{ kind: "triple-barrier"; horizonMicros: number; widthSigma: number }>;

export const classesOf = (label: LabelSpec): 2 | 3 => (label.kind === "sign" ? 2 : 3);

/** In the order of the model's output. */
export const classNames = (classes: number): readonly string[] =>
  classes === 2 ? ["down", "up"] : ["down", "flat", "up"];
