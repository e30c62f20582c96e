import type { Side } from "./order";

/** Lots by which an order of that side can lower a position (signed lots): its size, if it is on the other side; else 0. */
export const reducibleLots = (positionLots: number, side: Side): number =>
  Math.max(side === "sell" ? positionLots : 0 - positionLots, 0);
