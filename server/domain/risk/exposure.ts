/** How far working orders can carry a position, so that a limit holds whatever of them fills. Pure. */

/** Of one instrument: signed value of what is held, and what its working buys and sells may still come to. */
export type Exposure = Readonly<{ heldAtoms: bigint; buyAtoms: bigint; sellAtoms: bigint }>;

/** The largest that the position can come to, without a sign. */
export function grossAtoms({ heldAtoms, buyAtoms, sellAtoms }: Exposure): bigint {
  return larger(absolute(heldAtoms), larger(absolute(heldAtoms + buyAtoms), absolute(heldAtoms - sellAtoms)));
}

/** Long less short when all that works on one side fills; the worse side, with its sign. */
export function netAtoms(exposures: readonly Exposure[]): bigint {
  let [most, least] = [0n, 0n];
  for (const { heldAtoms, buyAtoms, sellAtoms } of exposures) {
    most += heldAtoms + buyAtoms;
    least += heldAtoms - sellAtoms;
  }
  return absolute(most) >= absolute(least) ? most : least;
}

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
