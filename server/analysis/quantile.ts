/**
 * The value below which a share of the sample lies, linear between the two neighbours of place (n − 1) · share
 * (Hyndman & Fan 1996, type 7; numpy's and empyrical's default).
 *
 * @param sorted ascending; NaN of none
 * @param share  0 to 1
 */
export function quantileOf(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

export const quantile = (values: readonly number[], share: number): number => quantileOf(ascending(values), share);
