export type CorrelatedPair = Readonly<{ a: string; b: string; r: number }>;

/** Each pair once, the strongest first whichever its sign; ties in the order of the columns. */
export function strongestPairs(
  names: readonly string[],
  matrix: readonly (readonly (number | null)[])[],
  most: number,
): readonly CorrelatedPair[] {
  const pairs: CorrelatedPair[] = [];
  names.forEach((a, i) => {
    for (let j = i + 1; j < names.length; j++) {
      const r = matrix[i]?.[j] ?? null;
      const b = names[j];
      if (r !== null && b !== undefined) pairs.push({ a, b, r });
    }
  });
  return pairs.toSorted((one, other) => Math.abs(other.r) - Math.abs(one.r)).slice(0, most);
}
