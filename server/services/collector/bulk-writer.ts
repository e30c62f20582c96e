/**
 * What the collector stores, written in bulk once a second and never in the feed's way.
 *
 * While the database is away rows wait up to a bound per kind; beyond it the oldest are dropped, and once it
 * is back the hole is written to the gap ledger with its span and the numbers. Candles are few and
 * kept longest.
 */
import type { Micros } from "@/server/domain/micros";
import type { DeadLetter } from "@/server/ports/market-feed";
import type { BookSnapshot, Gap, MarketStore, StoredCandle, TradeTick } from "@/server/ports/market-store";
import { BoundedRows } from "./bounded-rows";
import { GapWriter, type LedgerEntry } from "./gap-writer";

/** About five minutes of three busy instruments; 100 bytes a row. */
export const TRADES_MAX = 100_000;
/** Ten minutes of three instruments at one a second. */
export const BOOKS_MAX = 2_000;
/** A day of three instruments. */
export const CANDLES_MAX = 5_000;
export const DEAD_LETTERS_MAX = 500;
/** Rows a statement. */
const BATCH = 5_000;

export type BulkWriterDeps = Readonly<{
  market: MarketStore;
  /** Once per outage. */
  onTrouble: (error: unknown) => void;
}>;

export class BulkWriter {
  readonly #deps: BulkWriterDeps;
  readonly #trades = new BoundedRows<TradeTick>(TRADES_MAX, (trade) => this.#noteDropped(trade));
  readonly #dropped = new Map<string, DroppedTrades>();
  readonly #books = new BoundedRows<BookSnapshot>(BOOKS_MAX);
  readonly #letters = new BoundedRows<DeadLetter>(DEAD_LETTERS_MAX);
  readonly #candles = new Map<string, StoredCandle>();
  readonly #gaps: GapWriter;
  #flushing: Promise<void> | null = null;
  #isBroken = false;

  constructor(deps: BulkWriterDeps) {
    this.#deps = deps;
    this.#gaps = new GapWriter(deps.market);
  }

  addTrade(row: TradeTick): void {
    this.#trades.push(row);
  }

  addBook(row: BookSnapshot): void {
    this.#books.push(row);
  }

  addDeadLetter(row: DeadLetter): void {
    this.#letters.push(row);
  }

  /** The last one put for a minute is written; an unfinished one never replaces a final one. */
  putCandle(row: StoredCandle): void {
    const key = `${row.instrumentId} ${row.openAt}`;
    const waiting = this.#candles.get(key);
    if (waiting?.isFinal && !row.isFinal) return;
    this.#candles.set(key, row);
    if (this.#candles.size <= CANDLES_MAX) return;
    const [oldest] = this.#candles.keys();
    if (oldest !== undefined) this.#candles.delete(oldest);
  }

  /** @returns the entry, to close it later */
  openGap(gap: Gap): LedgerEntry {
    return this.#gaps.open(gap);
  }

  /** Whether a page of history can wait here without pushing out another. */
  get hasRoomForCandles(): boolean {
    return this.#candles.size <= CANDLES_MAX / 5;
  }

  /** Rows that wait. */
  get backlog(): number {
    return this.#trades.length + this.#books.length + this.#letters.length + this.#candles.size;
  }

  /** Writes what waits; one at a time, so that a slow database is not asked twice. Never throws. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    const { market, onTrouble } = this.#deps;
    try {
      await drain(this.#trades, market.saveTrades);
      await this.#drainCandles();
      await drain(this.#books, market.saveBooks);
      await drain(this.#letters, market.saveDeadLetters);
      this.#reportDropped();
      await this.#gaps.flush();
      this.#isBroken = false;
    } catch (error) {
      if (!this.#isBroken) onTrouble(error);
      this.#isBroken = true;
    }
  }

  async #drainCandles(): Promise<void> {
    const rows = [...this.#candles.values()];
    if (rows.length === 0) return;
    await this.#deps.market.saveCandles(rows);
    for (const row of rows) {
      const key = `${row.instrumentId} ${row.openAt}`;
      if (this.#candles.get(key) === row) this.#candles.delete(key);
    }
  }

  #noteDropped({ instrumentId, receivedAt }: TradeTick): void {
    const seen = this.#dropped.get(instrumentId);
    this.#dropped.set(instrumentId, { rows: (seen?.rows ?? 0) + 1, from: seen?.from ?? receivedAt, to: receivedAt });
  }

  /** One gap an instrument. Its trades were seen and traded on; only the record of them has the hole. */
  #reportDropped(): void {
    for (const [instrumentId, { rows, from, to }] of this.#dropped) {
      const text = `the database was away too long: ${rows} trades were not stored`;
      this.#gaps.open({ instrumentId, kind: "disconnect", startedAt: from, endedAt: to, text });
    }
    this.#dropped.clear();
  }
}

type DroppedTrades = Readonly<{ rows: number; from: Micros; to: Micros }>;

async function drain<Row>(rows: BoundedRows<Row>, save: (batch: readonly Row[]) => Promise<void>): Promise<void> {
  while (rows.length > 0) {
    const batch = rows.take(BATCH);
    try {
      await save(batch);
    } catch (error) {
      rows.restore(batch);
      throw error;
    }
  }
}
