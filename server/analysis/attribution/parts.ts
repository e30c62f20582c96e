/**
 * What a change of equity is made of, in settlement atoms; positive was gained. All parts of a thing add up to
 * what it did to the equity, to the atom, because one of them (`market`) takes what the others leave.
 */
export type Parts = Readonly<{
  /** What the decision was worth: the move from the decision's mid to the mark, the first 10 s after the fill left out. */
  marketAtoms: bigint;
  /** The move in the 10 s after the fill; of a maker also what lay between its price and the mid beyond the half spread. */
  adverseSelectionAtoms: bigint;
  /** The move from the decision to the order's arrival at the venue. */
  latencyAtoms: bigint;
  /** The move from the arrival to the fill: what resting cost or brought. */
  waitingAtoms: bigint;
  /** Half the spread: paid by takers, earned by makers. */
  spreadAtoms: bigint;
  /** What a taker paid beyond half spread and impact: deeper levels. */
  slippageAtoms: bigint;
  /** What our own earlier trades had moved the price. */
  impactAtoms: bigint;
  feeAtoms: bigint;
  fundingAtoms: bigint;
  /** Losses beyond the collateral, borne by the venue's fund. */
  insuranceAtoms: bigint;
}>;

export const NO_PARTS: Parts = {
  marketAtoms: 0n,
  adverseSelectionAtoms: 0n,
  latencyAtoms: 0n,
  waitingAtoms: 0n,
  spreadAtoms: 0n,
  slippageAtoms: 0n,
  impactAtoms: 0n,
  feeAtoms: 0n,
  fundingAtoms: 0n,
  insuranceAtoms: 0n,
};

export const PART_NAMES = Object.keys(NO_PARTS) as readonly (keyof Parts)[];

export const totalOf = (parts: Parts): bigint => PART_NAMES.reduce((sum, name) => sum + parts[name], 0n);

export function sumOfParts(all: readonly Parts[]): Parts {
  const sum: Record<keyof Parts, bigint> = { ...NO_PARTS };
  for (const parts of all) for (const name of PART_NAMES) sum[name] += parts[name];
  return sum;
}
