import { fillValueAtoms } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { AttributedFill } from "./attributed-fill";
import type { OwnedPiece } from "./owners";

export type DividedPiece = OwnedPiece & Readonly<{ notionalAtoms: bigint; feeAtoms: bigint }>;

/**
 * A fill's value and fee among the pieces it is made of, so that they add up to it. What closes and what opens are
 * parted as the desk parts round trips (the closing lots at their own value, their share of the fee rounded down), so
 * that a trip's pieces are its P&L; within either by lots, cut towards zero, the last takes the rest.
 */
export function dividedFill(spec: InstrumentSpec, fill: AttributedFill, pieces: readonly OwnedPiece[]): DividedPiece[] {
  const closing = pieces.filter(({ isOpening }) => !isOpening);
  const opening = pieces.filter(({ isOpening }) => isOpening);
  const whole = { notionalAtoms: BigInt(fill.notionalAtoms), feeAtoms: BigInt(fill.feeAtoms) };
  if (closing.length === 0) return shared(opening, whole);
  if (opening.length === 0) return shared(closing, whole);
  const lots = lotsOf(closing);
  const notionalAtoms = fillValueAtoms(spec, { ...fill, lots });
  const feeAtoms = (whole.feeAtoms * BigInt(lots)) / BigInt(fill.sizeLots);
  const rest = { notionalAtoms: whole.notionalAtoms - notionalAtoms, feeAtoms: whole.feeAtoms - feeAtoms };
  return [...shared(closing, { notionalAtoms, feeAtoms }), ...shared(opening, rest)];
}

type Amounts = Readonly<{ notionalAtoms: bigint; feeAtoms: bigint }>;

function shared(pieces: readonly OwnedPiece[], { notionalAtoms, feeAtoms }: Amounts): DividedPiece[] {
  const all = BigInt(lotsOf(pieces));
  let before = 0n;
  return pieces.map((piece) => {
    const upTo = before + BigInt(Math.abs(piece.signedLots));
    const between = (amount: bigint) => (amount * upTo) / all - (amount * before) / all;
    const divided = { ...piece, notionalAtoms: between(notionalAtoms), feeAtoms: between(feeAtoms) };
    before = upTo;
    return divided;
  });
}

const lotsOf = (pieces: readonly OwnedPiece[]): number =>
  pieces.reduce((sum, { signedLots }) => sum + Math.abs(signedLots), 0);
