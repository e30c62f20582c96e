/**
 * A figure, or why there is none. A window that is too short, or a quotient by nothing, has no value: a 0 or a NaN in
 * its place would be read as one.
 */
export type Metric = Readonly<{ value: number; reason: null }> | Readonly<{ value: null; reason: string }>;

export const known = (value: number): Metric =>
  Number.isFinite(value) ? { value, reason: null } : unknown("It has no finite value here");

export const unknown = (reason: string): Metric => ({ value: null, reason });

/** Null when there are enough. */
export const tooFew = (seen: number, needed: number, what: string): Metric | null =>
  seen >= needed ? null : unknown(`Needs ${needed} ${what}, has ${seen}`);
