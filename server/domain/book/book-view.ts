/**
 * What readers may ask of an L2 book. Prices in ticks, sizes in lots, levels counted from the
 * touch (0 is the best). Numbers, not objects, so that reading on the hot path allocates nothing.
 */
export type BookView = Readonly<{
  /** Both sides present and no gap since the last snapshot. */
  isValid: () => boolean;
  /** Best prices; NaN while that side is empty. */
  bestBid: () => number;
  bestAsk: () => number;
  /** Displayed lots at a price; 0 when none. `side` is SIDE.bid or SIDE.ask. */
  sizeAt: (side: number, priceTicks: number) => number;
  /** Displayed lots and price of the k-th best level; 0 and NaN past the last. */
  levelSize: (side: number, k: number) => number;
  levelPrice: (side: number, k: number) => number;
  /** Sum of the first n levels, lots. */
  depth: (side: number, n: number) => number;
  /** Exchange time of the last book message, µs; 0 before the first. */
  updatedAt: () => number;
}>;
