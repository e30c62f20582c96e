/** Money in 10⁻⁸ quote units. A bigint, so that sums are exact whatever their size. */
export type Atoms = bigint & { readonly __unit: "atoms" };

export const ATOMS_PER_UNIT = 100_000_000n;

export const atoms = (value: bigint): Atoms => value as Atoms;

/** Quote units as people write them to atoms, e.g. "10000" or "0.00000001". @throws RangeError on more than 8 decimals. */
export function parseAtoms(text: string): Atoms {
  const match = /^(-?)(\d{1,24})(?:\.(\d{1,24}))?$/.exec(text);
  if (!match) throw new RangeError(`an amount must be a plain decimal, was ${JSON.stringify(text)}`);
  const [, sign = "", whole = "", fraction = ""] = match;
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > 8) throw new RangeError(`an amount may have 8 decimals, was ${text}`);
  const value = BigInt(whole) * ATOMS_PER_UNIT + BigInt(kept.padEnd(8, "0"));
  return atoms(sign ? -value : value);
}

/** For display and charts only: atoms as a floating-point amount of quote units. */
export const toUnits = (value: bigint): number => Number(value) / Number(ATOMS_PER_UNIT);

/** Exact decimal text with 8 decimals, for NUMERIC columns and exports. */
export function formatAtoms(value: bigint): string {
  const positive = value < 0n ? -value : value;
  const fraction = (positive % ATOMS_PER_UNIT).toString().padStart(8, "0");
  return `${value < 0n ? "-" : ""}${positive / ATOMS_PER_UNIT}.${fraction}`;
}
