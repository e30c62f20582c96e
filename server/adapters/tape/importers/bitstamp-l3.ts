/**
 * A Bitstamp order-by-order recording as market rows: orders, the levels they sum to, and trades, each
 * put to the moment at which its maker's order became smaller (every trade has one maker: what
 * lost lots without being one was a taker, or took itself back). Stamps are the recorder's, made
 * strictly rising by a µs where two events share a millisecond: the recording has no others.
 *
 * The recording has no starting book. Lots that the venue's first picture shows beyond the known orders
 * stand as one old order per level, as do those that two later pictures in a row show alike; a level
 * that two in a row deny is taken out. An order that comes in across the other side is not displayed
 * until it has been matched.
 */
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { BookLine, Levels } from "./bitstamp-lines";
import { parseBitstampLine } from "./bitstamp-lines";
import { BitstampPairing, type OrderEvent, type PairedEvent, type TradeEvent } from "./bitstamp-pairing";
import { NamedBook } from "./named-book";

/** One lot is 10⁻⁶ BTC: at cents a lot-tick is then a whole atom. Amounts are rounded down to it. */
export const BITSTAMP_LOT = "0.000001";
const RAW_PER_LOT = 100;
const BLOCK_ROWS = 8_192;

export type BitstampNotes = {
  lines: number;
  badLines: number;
  orders: number;
  trades: number;
  /** Trades whose maker was not found. */
  loneTrades: number;
  /** Ends and changes of orders that nobody saw come and that no old level accounts for. */
  unknownOrders: number;
  /** Levels that came from the venue's pictures, and levels that these denied. */
  oldLevels: number;
  deniedLevels: number;
  /** The venue's pictures against the book rebuilt before them: levels compared and equal, best prices likewise. */
  pictures: number;
  levels: number;
  levelsEqual: number;
  touches: number;
  touchesEqual: number;
};

const noNotes = (): BitstampNotes => ({
  lines: 0,
  badLines: 0,
  orders: 0,
  trades: 0,
  loneTrades: 0,
  unknownOrders: 0,
  oldLevels: 0,
  deniedLevels: 0,
  pictures: 0,
  levels: 0,
  levelsEqual: 0,
  touches: 0,
  touchesEqual: 0,
});

type Hidden = { id: number; side: number; ticks: number; lots: number };

export class BitstampL3 {
  readonly notes = noNotes();
  readonly #pairing = new BitstampPairing();
  readonly #rows = new MarketBlockBuilder(BLOCK_ROWS);
  readonly #book = new NamedBook();
  /** On their way across the book; not displayed. */
  readonly #hidden = new Map<number, Hidden>();
  /** What the last picture showed beyond the book, or did not show of it: lots by "side:ticks". */
  #doubts = new Map<string, number>();
  #isOpen = false;
  #at = 0;

  /** @returns a block when enough rows have gathered */
  push(text: string): MarketBlock | null {
    this.notes.lines++;
    try {
      const line = parseBitstampLine(text);
      if (line) this.#pairing.push(line);
    } catch {
      this.notes.badLines++;
    }
    this.#settle(false);
    return this.#rows.length >= BLOCK_ROWS ? this.#rows.take() : null;
  }

  finish(): MarketBlock {
    this.#settle(true);
    return this.#rows.take();
  }

  #settle(isLast: boolean): void {
    for (;;) {
      const event = this.#pairing.next(isLast);
      if (!event) return;
      this.#take(event);
    }
  }

  #take(event: PairedEvent): void {
    this.#at = Math.max(event.millis * 1_000, this.#at + 1);
    if (event.kind === "book") this.#picture(event);
    else if (event.kind === "trade") this.#loneTrade(event);
    else if (event.kind === "created") this.#created(event);
    else this.#changed(event);
    for (const order of this.#hidden.values()) this.#reveal(order);
  }

  #created({ id, side, ticks, raw }: OrderEvent): void {
    this.notes.orders++;
    const order = { id, side, ticks, lots: toLots(raw) };
    if (this.#book.crosses(side, ticks)) this.#hidden.set(id, order);
    else this.#show(order, 0);
  }

  #changed(event: OrderEvent): void {
    const { id, side, ticks, raw, kind, trade } = event;
    const left = kind === "deleted" ? 0 : toLots(raw);
    const hidden = this.#hidden.get(id);
    if (hidden) {
      if (trade) this.#print({ side: 1 - side, ticks: trade.ticks, lots: toLots(trade.raw) });
      if (left === 0) this.#hidden.delete(id);
      else Object.assign(hidden, { ticks, lots: left });
      return;
    }
    const known = this.#book.order(id);
    if (!known) return this.#unknown(event);
    if (trade && known.lots > left) this.#print({ side: 1 - side, ticks, lots: known.lots - left });
    this.#show({ id, side, ticks, lots: left }, trade ? FLAG.traded : 0);
  }

  /** Of before the recording: it is among the old lots of its level, if these are known. */
  #unknown({ side, ticks, raw, kind, trade }: OrderEvent): void {
    const old = this.#book.old(side, ticks);
    const lots = trade ? toLots(trade.raw) : kind === "deleted" ? toLots(raw) : 0;
    if (trade) this.#print({ side: 1 - side, ticks, lots });
    if (!old || lots === 0) this.notes.unknownOrders++;
    else this.#show({ ...old, lots: Math.max(old.lots - lots, 0) }, trade ? FLAG.traded : 0);
  }

  #loneTrade(trade: TradeEvent): void {
    this.notes.trades++;
    if (trade.isPaired) return;
    this.notes.loneTrades++;
    const isBuy = trade.ticks >= this.#book.best(SIDE.ask);
    this.#print({ side: isBuy ? SIDE.buy : SIDE.sell, ticks: trade.ticks, lots: toLots(trade.raw) });
  }

  #reveal(order: Hidden): void {
    if (this.#book.crosses(order.side, order.ticks) || this.#pairing.hasMore(order.id)) return;
    this.#hidden.delete(order.id);
    this.#show(order, 0);
  }

  #picture(picture: BookLine): void {
    if (!this.#isOpen) return this.#open(picture);
    this.notes.pictures++;
    const doubts = new Map<string, number>();
    for (const side of [SIDE.bid, SIDE.ask]) {
      const levels = side === SIDE.bid ? picture.bids : picture.asks;
      this.notes.touches++;
      if (levels[0]?.[0] === this.#book.best(side)) this.notes.touchesEqual++;
      for (const [ticks, lots] of this.#differences(side, levels)) doubts.set(`${side}:${ticks}`, lots);
    }
    for (const [key, lots] of doubts) if (this.#doubts.get(key) === lots && this.#mend(key, lots)) doubts.delete(key);
    this.#doubts = doubts;
  }

  /** Lots that a side of a picture shows more than the book, or less. */
  *#differences(side: number, levels: Levels): Generator<readonly [ticks: number, lots: number]> {
    const last = levels.at(-1)?.[0] ?? Number.NaN;
    const shown = new Map(levels.map(([ticks, raw]) => [ticks, raw]));
    for (const [ticks, raw] of levels) {
      this.notes.levels++;
      const more = toLots(raw) - this.#book.size(side, ticks);
      // Each order of a level is rounded down by itself.
      if (Math.abs(more) <= this.#book.count(side, ticks)) this.notes.levelsEqual++;
      else yield [ticks, more];
    }
    for (const ticks of this.#book.prices(side)) {
      const isWithin = side === SIDE.bid ? ticks >= last : ticks <= last;
      if (isWithin && !shown.has(ticks)) yield [ticks, -this.#book.size(side, ticks)];
    }
  }

  /** @returns whether something was done: lots that are too many in a level that exists are left to their orders */
  #mend(key: string, lots: number): boolean {
    const [side = 0, ticks = 0] = key.split(":").map(Number);
    if (lots > 0) {
      this.notes.oldLevels++;
      const old = this.#book.old(side, ticks);
      this.#show(
        { id: old?.id ?? this.#book.oldId(side, ticks), side, ticks, lots: lots + (old?.lots ?? 0) },
        FLAG.snapshot,
      );
      return true;
    }
    if (-lots !== this.#book.size(side, ticks)) return false;
    this.notes.deniedLevels++;
    for (const order of this.#book.at(side, ticks)) this.#show({ ...order, lots: 0 }, FLAG.snapshot);
    return true;
  }

  #open({ bids, asks }: BookLine): void {
    this.#isOpen = true;
    const known = [...this.#book.all()];
    this.#push({ kind: KIND.bookClear, flags: FLAG.snapshot });
    this.#book.clear();
    for (const [side, levels] of [
      [SIDE.bid, bids],
      [SIDE.ask, asks],
    ] as const) {
      for (const [ticks, raw] of levels) {
        const named = known.filter((order) => order.side === side && order.ticks === ticks);
        const lots = toLots(raw) - named.reduce((sum, order) => sum + order.lots, 0);
        if (lots > named.length) {
          this.notes.oldLevels++;
          this.#write({ id: this.#book.oldId(side, ticks), side, ticks, lots }, FLAG.snapshot);
        }
      }
    }
    for (const order of known) this.#write(order, FLAG.snapshot);
    this.#rows.flagLast(FLAG.end);
  }

  #show(order: Hidden, flags: number): void {
    if (!this.#isOpen) return void this.#book.set(order);
    this.#write(order, flags);
    this.#rows.flagLast(FLAG.end);
  }

  /** The order's row, then the rows of the levels that it changed. */
  #write({ id, side, ticks, lots }: Hidden, flags: number): void {
    const before = this.#book.set({ id, side, ticks, lots });
    const snapshot = flags & FLAG.snapshot;
    this.#push({ kind: KIND.order, seq: id, side, ticks, lots, flags });
    if (before && before.ticks !== ticks) this.#level(side, before.ticks, snapshot);
    this.#level(side, ticks, snapshot);
  }

  #level(side: number, ticks: number, flags: number): void {
    this.#push({ kind: KIND.bookLevel, side, ticks, lots: this.#book.size(side, ticks), flags });
  }

  #print(trade: Readonly<{ side: number; ticks: number; lots: number }>): void {
    if (this.#isOpen && trade.lots > 0) this.#push({ kind: KIND.trade, ...trade, flags: FLAG.end });
  }

  #push(
    row: Readonly<{ kind: number; seq?: number; side?: number; ticks?: number; lots?: number; flags: number }>,
  ): void {
    const { kind, seq = 0, side = 0, ticks = 0, lots = 0, flags } = row;
    const at = micros(this.#at);
    this.#rows.push({
      exchangeAt: at,
      receivedAt: at,
      seq,
      priceTicks: ticks,
      sizeLots: lots,
      instrument: 0,
      kind,
      side,
      flags,
    });
  }
}

const toLots = (raw: number): number => Math.floor(raw / RAW_PER_LOT);
