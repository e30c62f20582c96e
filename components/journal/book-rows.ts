/** Two pictures of a book side by side: one row a price, best asks above best bids. */
import type { BookPicture } from "@/server/domain/order";

export type BookRow = Readonly<{
  priceTicks: number;
  side: "ask" | "bid";
  /** Lots then; null when that picture does not reach so far. 0 when it does and nothing was there. */
  beforeLots: number | null;
  afterLots: number | null;
}>;

const ROWS_A_SIDE = 8;

/** Asks from far to near, then bids from near to far, as a ladder shows them. */
export function bookRows(before: BookPicture | null, after: BookPicture | null): readonly BookRow[] {
  const asks = sideRows("ask", before?.asks ?? null, after?.asks ?? null);
  const bids = sideRows("bid", before?.bids ?? null, after?.bids ?? null);
  return [...asks.reverse(), ...bids];
}

type Levels = BookPicture["asks"];

function sideRows(side: BookRow["side"], before: Levels | null, after: Levels | null): BookRow[] {
  const better = side === "ask" ? (a: number, b: number) => a - b : (a: number, b: number) => b - a;
  const prices = new Set([...(before ?? []), ...(after ?? [])].map(([price]) => price));
  return [...prices]
    .sort(better)
    .slice(0, ROWS_A_SIDE)
    .map((priceTicks) => ({
      priceTicks,
      side,
      beforeLots: sizeAt(before, priceTicks, better),
      afterLots: sizeAt(after, priceTicks, better),
    }));
}

function sizeAt(levels: Levels | null, price: number, better: (a: number, b: number) => number): number | null {
  if (levels === null) return null;
  const known = levels.find(([p]) => p === price);
  if (known !== undefined) return known[1];
  const worst = levels.at(-1);
  return worst !== undefined && better(price, worst[0]) > 0 ? null : 0;
}

/** Largest size of both pictures, for bars to one scale; at least 1. */
export const largestLots = (rows: readonly BookRow[]): number =>
  Math.max(1, ...rows.flatMap((row) => [row.beforeLots ?? 0, row.afterLots ?? 0]));
