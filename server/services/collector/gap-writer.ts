/** The gap ledger's rows: opened and closed at once in memory, written when the database takes them. */
import type { Micros } from "@/server/domain/micros";
import type { Gap, MarketStore } from "@/server/ports/market-store";

/** Closed rows are forgotten once written; so many may wait, then the oldest closed ones go. */
const ENTRIES_MAX = 5_000;

export class LedgerEntry {
  readonly gap: Gap;
  endedAt: Micros | null;
  /** Its row's id, and the end that is written there. */
  id: string | null = null;
  writtenEndedAt: Micros | null = null;

  constructor(gap: Gap) {
    this.gap = gap;
    this.endedAt = gap.endedAt;
  }

  /** The first end counts; it does not lie before the start. */
  close(at: Micros): void {
    this.endedAt ??= at < this.gap.startedAt ? this.gap.startedAt : at;
  }
}

export class GapWriter {
  readonly #market: Pick<MarketStore, "openGap" | "closeGap">;
  #entries: LedgerEntry[] = [];

  constructor(market: Pick<MarketStore, "openGap" | "closeGap">) {
    this.#market = market;
  }

  open(gap: Gap): LedgerEntry {
    const entry = new LedgerEntry(gap);
    this.#entries.push(entry);
    if (this.#entries.length > ENTRIES_MAX) this.#entries.shift();
    return entry;
  }

  /** Writes what is not written yet, oldest first. @throws what the store throws; the rest is tried again */
  async flush(): Promise<void> {
    for (const entry of this.#entries) await this.#write(entry);
    this.#entries = this.#entries.filter((entry) => entry.writtenEndedAt === null);
  }

  async #write(entry: LedgerEntry): Promise<void> {
    const { endedAt } = entry;
    if (entry.id === null) {
      entry.id = await this.#market.openGap({ ...entry.gap, endedAt });
      entry.writtenEndedAt = endedAt;
    } else if (endedAt !== null && entry.writtenEndedAt === null) {
      await this.#market.closeGap(entry.id, endedAt);
      entry.writtenEndedAt = endedAt;
    }
  }
}
