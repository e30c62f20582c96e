/** Walking the present book, as an aggressive order would if it arrived now. */
import type { Side } from "@/server/domain/order";
import type { MarketView } from "@/server/domain/views";

export type Walk = {
  /** What the levels within the limit give, at most the size asked for. */
  readonly lots: number;
  /** Sum of ticks times lots: divided by `lots` it is the average price in ticks. */
  readonly tickLots: bigint;
  /** Price of the last level touched; null when nothing was. */
  readonly worstTicks: number | null;
};

/**
 * @param limitTicks the worst price allowed; null for a market order
 * @returns what would fill now from the levels that are known (at most 20 a side)
 */
export function walkBook(book: Pick<MarketView, "bids" | "asks">, taker: Taker): Walk {
  const levels = taker.side === "buy" ? book.asks : book.bids;
  let lots = 0;
  let tickLots = 0n;
  let worstTicks: number | null = null;
  for (const [price, size] of levels) {
    if (lots >= taker.lots || !isWithin(price, taker)) break;
    const taken = Math.min(size, taker.lots - lots);
    lots += taken;
    tickLots += BigInt(price) * BigInt(taken);
    worstTicks = price;
  }
  return { lots, tickLots, worstTicks };
}

export type Taker = { readonly side: Side; readonly lots: number; readonly limitTicks: number | null };

const isWithin = (price: number, { side, limitTicks }: Taker) =>
  limitTicks === null || (side === "buy" ? price <= limitTicks : price >= limitTicks);

/** Average price of a walk in ticks, for display; null when nothing would fill. */
export const averageTicks = (walk: Walk): number | null => (walk.lots === 0 ? null : Number(walk.tickLots) / walk.lots);

/**
 * Cost of a price against the mid in bps of the mid; positive is worse for us.
 *
 * @param ticks may be a fraction (an average)
 */
export function slippageBps(side: Side, ticks: number, midHalfTicks: number): number {
  const mid = midHalfTicks / 2;
  return ((side === "buy" ? ticks - mid : mid - ticks) / mid) * 1e4;
}

/** Best bid + best ask: the mid in half ticks. Null without a two-sided book. */
export function midHalfTicksOf(book: Pick<MarketView, "bids" | "asks">): number | null {
  const bid = book.bids[0]?.[0];
  const ask = book.asks[0]?.[0];
  return bid === undefined || ask === undefined ? null : bid + ask;
}
