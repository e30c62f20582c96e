/**
 * Gives a market of levels the orders behind them, as an order-by-order feed would name them: before
 * each row of a level the orders that arrive, cancel or trade there, so that they always sum to it.
 */
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { Rng } from "@/server/domain/rng";

type NamedOrder = { id: number; lots: number };
type Level = { orders: NamedOrder[]; tradedLots: number };

/** @param instrument the only one whose feed names orders */
export function withOrders(
  block: MarketBlock,
  { seed, instrument }: { seed: number; instrument: number },
): MarketBlock {
  const rng = Rng.derive(seed, "random-orders");
  const rows = new MarketBlockBuilder(block.length * 3);
  const levels = new Map<string, Level>();
  let nextId = 1;
  const levelOf = (side: number, price: number): Level => {
    const key = `${side}:${price}`;
    const level = levels.get(key) ?? { orders: [], tradedLots: 0 };
    levels.set(key, level);
    return level;
  };
  for (let i = 0; i < block.length; i++) {
    const row = rowAt(block, i);
    if (row.instrument !== instrument) rows.push(row);
    else {
      if (row.kind === KIND.trade && (row.flags & FLAG.suspect) === 0) {
        levelOf(1 - row.side, row.priceTicks).tradedLots += row.sizeLots;
      }
      if (row.kind === KIND.bookClear) levels.clear();
      if (row.kind === KIND.bookLevel) {
        const level = levelOf(row.side, row.priceTicks);
        const tell = (order: NamedOrder, flags: number) =>
          rows.push({
            ...row,
            kind: KIND.order,
            seq: order.id,
            sizeLots: order.lots,
            flags: flags | (row.flags & FLAG.snapshot),
          });
        follow(level, row.sizeLots, { rng, tell, nextId: () => nextId++ });
      }
      rows.push(row);
    }
  }
  return rows.take();
}

type Tools = Readonly<{ rng: Rng; tell: (order: NamedOrder, flags: number) => void; nextId: () => number }>;

/** Trades eat from the front, cancels anywhere; what is new comes last. */
function follow(level: Level, lots: number, { rng, tell, nextId }: Tools): void {
  let change = lots - level.orders.reduce((sum, order) => sum + order.lots, 0);
  while (change < 0) {
    const isTrade = level.tradedLots > 0;
    const at = isTrade ? 0 : Math.floor(rng.next() * level.orders.length);
    const order = level.orders[at];
    if (!order) break;
    const taken = Math.min(order.lots, -change, isTrade ? level.tradedLots : Number.POSITIVE_INFINITY);
    order.lots -= taken;
    change += taken;
    if (isTrade) level.tradedLots -= taken;
    if (order.lots === 0) level.orders.splice(at, 1);
    tell(order, isTrade ? FLAG.traded : 0);
  }
  level.tradedLots = 0;
  if (change <= 0) return;
  const order = { id: nextId(), lots: change };
  level.orders.push(order);
  tell(order, 0);
}

export const rowAt = (block: MarketBlock, i: number) => ({
  exchangeAt: micros(block.exchangeAt[i] ?? 0),
  receivedAt: micros(block.receivedAt[i] ?? 0),
  seq: block.seq[i] ?? 0,
  priceTicks: block.priceTicks[i] ?? 0,
  sizeLots: block.sizeLots[i] ?? 0,
  instrument: block.instrument[i] ?? 0,
  kind: block.kind[i] ?? 0,
  side: block.side[i] ?? 0,
  flags: block.flags[i] ?? 0,
});
