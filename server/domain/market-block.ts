import type { Micros } from "./micros";

/**
 * Market events as they travel: a struct of arrays, one row an event, so that nothing is
 * allocated per event between a venue's mapper and the engine.
 *
 * Rows stand in the order in which they were received; that order is the order of processing.
 */
export const KIND = {
  /** The instrument's book is emptied: the first row of a snapshot. */
  bookClear: 0,
  /** A level's new absolute size; size 0 removes it. `side` is the book side. */
  bookLevel: 1,
  /** A trade. `side` is the aggressor's: buy 0, sell 1. */
  trade: 2,
  /** The book can no longer be trusted until the next `bookClear`. */
  bookGap: 3,
  /** Mark price of a perpetual: `priceTicks` and `sizeLots` millionths of a tick. */
  mark: 4,
  /** `priceTicks` is the rate in parts per 10^8 (longs pay when positive), `seq` its time, µs. The last one before that time counts. */
  funding: 5,
  /**
   * One order of an order-by-order (L3) venue: `seq` names it, `sizeLots` is what is left of it, 0 removes
   * it. A new one, a larger one and one at another price stand at the back. Rows of `bookLevel` follow
   * all the same: the ladder needs no knowledge of orders.
   */
  order: 6,
  /** The venue stops (side 0) or resumes (side 1) taking requests. */
  outage: 7,
  /**
   * The collector lives, its connection stands, and there is nothing to tell. No word of the venue: `exchangeAt` is
   * 0, and the instrument was not heard of by it.
   */
  heartbeat: 8,
} as const;

/** Book sides and aggressor sides share the code: bid and buy are 0, ask and sell are 1. */
export const SIDE = { bid: 0, ask: 1, buy: 0, sell: 1 } as const;

export const FLAG = {
  /** Last row of a venue message: the book is consistent after it. */
  end: 1,
  /** Its exchange time lies behind the watermark of its instrument. */
  late: 2,
  /** Part of a snapshot. */
  snapshot: 4,
  /** Failed a sanity check; kept, but flagged. */
  suspect: 8,
  /** Of an `order` row: it became smaller because it traded, by the difference. */
  traded: 16,
} as const;

/**
 * A market row's time as the engine counts it: the later of its two stamps. A row that failed a
 * sanity check counts by our own stamp alone, or one wrong year would stop the clock until then.
 */
export const rowTime = (receivedAt: number, exchangeAt: number, flags: number): number =>
  exchangeAt > receivedAt && (flags & FLAG.suspect) === 0 ? exchangeAt : receivedAt;

export type MarketBlock = Readonly<{
  length: number;
  /** Venue's stamp, µs. */
  exchangeAt: Float64Array;
  /** Ours, µs, never falling. */
  receivedAt: Float64Array;
  /** Final update id of a book message, trade id of a trade. */
  seq: Float64Array;
  priceTicks: Float64Array;
  sizeLots: Float64Array;
  /** Index into the instrument list of the feed or the run. */
  instrument: Uint16Array;
  kind: Uint8Array;
  side: Uint8Array;
  flags: Uint8Array;
}>;

export type MarketRow = Readonly<{
  exchangeAt: Micros;
  receivedAt: Micros;
  seq: number;
  priceTicks: number;
  sizeLots: number;
  instrument: number;
  kind: number;
  side: number;
  flags: number;
}>;

/** Empty columns for so many rows. */
export const allocateColumns = (capacity: number) => ({
  exchangeAt: new Float64Array(capacity),
  receivedAt: new Float64Array(capacity),
  seq: new Float64Array(capacity),
  priceTicks: new Float64Array(capacity),
  sizeLots: new Float64Array(capacity),
  instrument: new Uint16Array(capacity),
  kind: new Uint8Array(capacity),
  side: new Uint8Array(capacity),
  flags: new Uint8Array(capacity),
});

/** Writes rows into growing arrays; `take` hands out a compact copy and starts anew. */
export class MarketBlockBuilder {
  length = 0;
  #capacity: number;
  #columns: ReturnType<typeof allocateColumns>;

  constructor(capacity = 256) {
    this.#capacity = capacity;
    this.#columns = allocateColumns(capacity);
  }

  push(row: MarketRow): void {
    if (this.length === this.#capacity) this.#grow();
    const columns = this.#columns;
    const i = this.length++;
    columns.exchangeAt[i] = row.exchangeAt;
    columns.receivedAt[i] = row.receivedAt;
    columns.seq[i] = row.seq;
    columns.priceTicks[i] = row.priceTicks;
    columns.sizeLots[i] = row.sizeLots;
    columns.instrument[i] = row.instrument;
    columns.kind[i] = row.kind;
    columns.side[i] = row.side;
    columns.flags[i] = row.flags;
  }

  /** Adds flags to the last row, e.g. `FLAG.end` once a message is complete. */
  flagLast(flags: number): void {
    const i = this.length - 1;
    if (i >= 0) this.#columns.flags[i] = (this.#columns.flags[i] ?? 0) | flags;
  }

  /** The rows so far as a block of exactly their length (safe to transfer to another thread). */
  take(): MarketBlock {
    const n = this.length;
    const c = this.#columns;
    this.length = 0;
    return {
      length: n,
      exchangeAt: c.exchangeAt.slice(0, n),
      receivedAt: c.receivedAt.slice(0, n),
      seq: c.seq.slice(0, n),
      priceTicks: c.priceTicks.slice(0, n),
      sizeLots: c.sizeLots.slice(0, n),
      instrument: c.instrument.slice(0, n),
      kind: c.kind.slice(0, n),
      side: c.side.slice(0, n),
      flags: c.flags.slice(0, n),
    };
  }

  #grow(): void {
    const old = this.#columns;
    this.#capacity *= 2;
    const grown = allocateColumns(this.#capacity);
    for (const key of Object.keys(grown) as (keyof typeof grown)[]) grown[key].set(old[key]);
    this.#columns = grown;
  }
}

/** Widest first, so that laid end to end each begins at a multiple of its width. */
export const columnsOf = (block: MarketBlock) => [
  block.exchangeAt,
  block.receivedAt,
  block.seq,
  block.priceTicks,
  block.sizeLots,
  block.instrument,
  block.kind,
  block.side,
  block.flags,
];

/** The block's buffers, for `postMessage(block, transfers)`. */
export const transfersOf = (block: MarketBlock): ArrayBuffer[] =>
  columnsOf(block).map((column) => column.buffer as ArrayBuffer);
