/**
 * Puts trades to the resting orders that they hit. Bitstamp tells a trade some milliseconds before or
 * after the changes of its two orders, names neither and no aggressor: of the orders that lost just
 * that amount at that price the older one was the maker.
 */
import type { BitstampLine, BookLine, OrderLine, TradeLine } from "./bitstamp-lines";

/** A trade and the change of its maker are not further apart. Nothing is given out before it is so old. */
const WINDOW_MILLIS = 1_000;

/** `fellRaw`: by how much the order became smaller by trading; null where its size before is not known. */
export type OrderEvent = OrderLine & { fellRaw: number | null; trade: TradeLine | null };
export type TradeEvent = TradeLine & { isPaired: boolean };
export type PairedEvent = OrderEvent | TradeEvent | BookLine;

export class BitstampPairing {
  readonly #sizes = new Map<number, number>();
  readonly #window: PairedEvent[] = [];
  #now = 0;

  push(line: BitstampLine): void {
    const event = this.#toEvent(line);
    if (event.kind === "trade") this.#pairTrade(event);
    else if (event.kind !== "book") this.#pairOrder(event);
    this.#window.push(event);
    this.#now = line.millis;
  }

  /** The first event that is old enough to be settled; all that is left once nothing follows. */
  next(isLast: boolean): PairedEvent | undefined {
    const first = this.#window[0];
    return first && (isLast || first.millis < this.#now - WINDOW_MILLIS) ? this.#window.shift() : undefined;
  }

  /** Whether the venue says more of an order within the window after the event given out last. */
  hasMore(id: number): boolean {
    return this.#window.some((event) => event.kind !== "trade" && event.kind !== "book" && event.id === id);
  }

  #toEvent(line: BitstampLine): PairedEvent {
    if (line.kind === "book") return line;
    if (line.kind === "trade") return { ...line, isPaired: false };
    const before = this.#sizes.get(line.id);
    if (line.kind === "deleted") this.#sizes.delete(line.id);
    else this.#sizes.set(line.id, line.raw);
    // A deleted order tells what was taken back of it; none is left of one that was filled.
    const isTraded = line.kind === "changed" || (line.kind === "deleted" && line.raw === 0);
    const fellRaw = !isTraded ? 0 : before === undefined ? null : Math.max(before - line.raw, 0);
    return { ...line, fellRaw, trade: null };
  }

  #pairTrade(trade: TradeEvent): void {
    let maker: OrderEvent | null = null;
    for (const event of this.#window) {
      if (event.kind === "trade" || event.kind === "book" || !fits(event, trade)) continue;
      if (maker === null || event.id < maker.id) maker = event;
    }
    if (maker) pair(maker, trade);
  }

  #pairOrder(order: OrderEvent): void {
    for (const event of this.#window) {
      if (event.kind === "trade" && !event.isPaired && fits(order, event)) return pair(order, event);
    }
  }
}

const fits = (order: OrderEvent, trade: TradeEvent): boolean =>
  order.trade === null && order.ticks === trade.ticks && (order.fellRaw === trade.raw || order.fellRaw === null);

function pair(order: OrderEvent, trade: TradeEvent): void {
  order.trade = trade;
  trade.isPaired = true;
}
