/**
 * imbalance_n = (bids - asks) / (bids + asks), where both are the sums of the first n levels in
 * lots (DOMAIN 2; n = 1, 5, 10, 20).
 *
 * @returns −1 (only asks) to +1 (only bids); null when both are empty
 */
export const depthImbalance = (bidLots: number, askLots: number): number | null =>
  bidLots + askLots > 0 ? (bidLots - askLots) / (bidLots + askLots) : null;
