/**
 * Splits a whole by weights so that the parts add up to it: each cut is rounded towards zero, and what a part loses by it
 * the next one gets. No part is more than its weight while the whole is at most their sum.
 *
 * @param weights  whole, at least 0; parts are all 0 when they add up to nothing
 */
export function shares(whole: bigint, weights: readonly number[]): bigint[] {
  const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  let [seen, given] = [0n, 0n];
  return weights.map((weight) => {
    seen += BigInt(weight);
    const upTo = total === 0n ? 0n : (whole * seen) / total;
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
