/** A market store that keeps everything in memory, and can be away. */
import type { Micros } from "@/server/domain/micros";
import type { DeadLetter } from "@/server/ports/market-feed";
import type { BookSnapshot, CandleQuery, Gap, MarketStore, StoredCandle, TradeTick } from "@/server/ports/market-store";

export class RememberedMarket implements MarketStore {
  readonly trades = new Map<string, TradeTick>();
  readonly candles = new Map<number, StoredCandle>();
  readonly books: BookSnapshot[] = [];
  readonly gaps: { gap: Gap; endedAt: Micros | null }[] = [];
  readonly letters: DeadLetter[] = [];
  isAway = false;
  writes = 0;

  readonly saveTrades = (rows: readonly TradeTick[]) =>
    this.#write(() => {
      for (const row of rows) this.trades.set(`${row.instrumentId} ${row.tradeId}`, row);
    });

  readonly saveCandles = (rows: readonly StoredCandle[]) =>
    this.#write(() => {
      for (const row of rows)
        if (row.isFinal || !this.candles.get(row.openAt)?.isFinal) this.candles.set(row.openAt, row);
    });

  readonly saveBooks = (rows: readonly BookSnapshot[]): Promise<void> =>
    this.#write(() => void this.books.push(...rows));

  readonly saveDeadLetters = (rows: readonly DeadLetter[]): Promise<void> =>
    this.#write(() => void this.letters.push(...rows));

  readonly openGap = (gap: Gap) => this.#write(() => String(this.gaps.push({ gap, endedAt: gap.endedAt }) - 1));

  readonly closeGap = (gapId: string, endedAt: Micros) =>
    this.#write(() => {
      const row = this.gaps[Number(gapId)];
      if (row) row.endedAt ??= endedAt;
    });

  readonly closeOpenGaps = () => this.#write(() => 0);

  readonly listCandles = ({ before, limit }: CandleQuery): Promise<readonly StoredCandle[]> => {
    const rows = [...this.candles.values()].sort((a, b) => a.openAt - b.openAt);
    return Promise.resolve(rows.filter(({ openAt }) => before === null || openAt < before).slice(-limit));
  };

  readonly latestBook = () => Promise.resolve(this.books.at(-1) ?? null);
  readonly lastCandleAt = () => Promise.resolve(null);
  readonly listTrades = () => Promise.resolve([...this.trades.values()]);
  readonly listGaps = () => Promise.resolve([]);
  readonly listDeadLetters = () => Promise.resolve(this.letters);

  async #write<T>(work: () => T): Promise<T> {
    if (this.isAway) throw new Error("the database is away");
    this.writes++;
    return work();
  }
}
