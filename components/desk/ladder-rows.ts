/**
 * The book as the ladder shows it: prices falling, cumulative depth, and our own orders among them.
 *
 * A paper order is not in the venue's book, so a price of ours may have no displayed size, even
 * inside the spread; it gets a row of its own.
 */
import type { Order } from "@/server/domain/order";
import type { MarketView } from "@/server/domain/views";

export type OwnAtPrice = {
  readonly orderIds: readonly string[];
  readonly lots: number;
  /** Of the order that is furthest back; null while none of them rests. */
  readonly aheadLots: number | null;
  /** What is left of the queue that stood before it at acceptance, 0 to 1; null while unknown. */
  readonly aheadShare: number | null;
};

export type LadderRow = {
  readonly side: "bid" | "ask";
  readonly ticks: number;
  readonly lots: number;
  /** From the touch to here. */
  readonly cumulativeLots: number;
  /** `cumulativeLots` over the larger side's total, 0 to 1. */
  readonly depth: number;
  /** `lots` over the largest level's, 0 to 1. */
  readonly weight: number;
  readonly own: OwnAtPrice | null;
};

export type Ladder = {
  /** Best first, at most `levels`. */
  readonly asks: readonly LadderRow[];
  readonly bids: readonly LadderRow[];
  readonly spreadTicks: number | null;
  /** Of the mid; null without a two-sided book. */
  readonly spreadBps: number | null;
  /** Own orders beyond the rows, below and above. */
  readonly ownBelow: number;
  readonly ownAbove: number;
};

export function toLadder(view: MarketView, working: readonly Order[], levels: number): Ladder {
  const mine = working.filter((order) => order.instrumentId === view.instrumentId && order.limitTicks !== null);
  const asks = withOwn(view.asks, ownByPrice(mine, "sell"), { levels, rising: true });
  const bids = withOwn(view.bids, ownByPrice(mine, "buy"), { levels, rising: false });
  const scale = {
    total: Math.max(totalOf(asks), totalOf(bids), 1),
    level: Math.max(...[...asks, ...bids].map((level) => level.lots), 1),
  };
  const bestBid = view.bids[0]?.[0];
  const bestAsk = view.asks[0]?.[0];
  const isTwoSided = bestBid !== undefined && bestAsk !== undefined;
  const shown = (rows: readonly Level[]) => rows.reduce((count, row) => count + (row.own?.orderIds.length ?? 0), 0);
  return {
    asks: toRows(asks, "ask", scale),
    bids: toRows(bids, "bid", scale),
    spreadTicks: isTwoSided ? bestAsk - bestBid : null,
    spreadBps: isTwoSided ? (2e4 * (bestAsk - bestBid)) / (bestAsk + bestBid) : null,
    ownBelow: mine.filter((order) => order.side === "buy").length - shown(bids),
    ownAbove: mine.filter((order) => order.side === "sell").length - shown(asks),
  };
}

type Level = { readonly ticks: number; readonly lots: number; readonly own: OwnAtPrice | null };
type Shape = { readonly levels: number; readonly rising: boolean };

/** Levels best first with rows for own prices that lie between them or before them. */
function withOwn(
  book: readonly (readonly [number, number])[],
  own: ReadonlyMap<number, OwnAtPrice>,
  { levels, rising }: Shape,
): readonly Level[] {
  const prices = new Map<number, number>(book.slice(0, levels));
  const worst = book.slice(0, levels).at(-1)?.[0];
  for (const price of own.keys()) {
    const isWithin = worst === undefined || book.length < levels || (rising ? price <= worst : price >= worst);
    if (isWithin && !prices.has(price)) prices.set(price, 0);
  }
  return [...prices]
    .sort(([a], [b]) => (rising ? a - b : b - a))
    .slice(0, levels)
    .map(([ticks, lots]) => ({ ticks, lots, own: own.get(ticks) ?? null }));
}

type Scale = { readonly total: number; readonly level: number };

function toRows(levels: readonly Level[], side: "bid" | "ask", scale: Scale): LadderRow[] {
  let cumulativeLots = 0;
  return levels.map((level) => {
    cumulativeLots += level.lots;
    return { side, ...level, cumulativeLots, depth: cumulativeLots / scale.total, weight: level.lots / scale.level };
  });
}

const totalOf = (levels: readonly Level[]) => levels.reduce((sum, level) => sum + level.lots, 0);

function ownByPrice(orders: readonly Order[], side: Order["side"]): ReadonlyMap<number, OwnAtPrice> {
  const byPrice = new Map<number, OwnAtPrice>();
  for (const order of orders) {
    if (order.side !== side || order.limitTicks === null) continue;
    const known = byPrice.get(order.limitTicks);
    const left = order.sizeLots - order.filledLots;
    const isFurther = known === undefined || (order.aheadLots ?? -1) > (known.aheadLots ?? -1);
    byPrice.set(order.limitTicks, {
      orderIds: [...(known?.orderIds ?? []), order.id],
      lots: (known?.lots ?? 0) + left,
      aheadLots: isFurther ? order.aheadLots : known.aheadLots,
      aheadShare: isFurther ? aheadShareOf(order) : known.aheadShare,
    });
  }
  return byPrice;
}

/** How much of the queue that stood before the order at acceptance is left, 0 to 1. */
export function aheadShareOf(order: Pick<Order, "aheadLots" | "aheadAtAcceptLots">): number | null {
  const { aheadLots, aheadAtAcceptLots } = order;
  if (aheadLots === null || aheadAtAcceptLots === null) return null;
  if (aheadAtAcceptLots === 0) return 0;
  return Math.min(1, aheadLots / aheadAtAcceptLots);
}
