/**
 * What instruments are worth, read off the market rows by the obvious book: a map from price to size. Within a venue
 * message there is more than one answer to "the mid of now", so each question is answered by a range: the lowest and
 * the highest since the message before.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";

/** In ticks, halves and parts included. */
export type Range = Readonly<{ low: number; high: number }>;

/** A number and where it has been since `begin`. */
class Followed {
  #now: number | null = null;
  #range: Range | null = null;
  /** It was not known when the range began. */
  isNew = true;

  get range(): Range | null {
    return this.#range;
  }

  begin(): void {
    this.isNew = this.#now === null;
    this.#range = this.#now === null ? null : { low: this.#now, high: this.#now };
  }

  put(value: number): void {
    const { low, high } = this.#range ?? { low: value, high: value };
    this.#range = { low: Math.min(low, value), high: Math.max(high, value) };
    this.#now = value;
  }
}

type Seen = {
  readonly bids: Map<number, number>;
  readonly asks: Map<number, number>;
  readonly mid: Followed;
  readonly spread: Followed;
  readonly mark: Followed;
  /** The last row ended its message. */
  isWhole: boolean;
};

export class Marks {
  readonly #specs: readonly InstrumentSpec[];
  readonly #seen: readonly Seen[];

  constructor(specs: readonly InstrumentSpec[]) {
    this.#specs = specs;
    const nothing = (): Seen => ({
      bids: new Map(),
      asks: new Map(),
      mid: new Followed(),
      spread: new Followed(),
      mark: new Followed(),
      isWhole: true,
    });
    this.#seen = specs.map(nothing);
  }

  /** Before the engine sees the row. */
  row(block: MarketBlock, i: number): void {
    const seen = this.#seen[block.instrument[i] ?? 0];
    if (!seen) return;
    if (seen.isWhole) for (const followed of [seen.mid, seen.spread, seen.mark]) followed.begin();
    const kind = block.kind[i];
    if (kind === KIND.mark) seen.mark.put((block.priceTicks[i] ?? 0) + (block.sizeLots[i] ?? 0) / 1_000_000);
    else if (kind === KIND.bookClear || kind === KIND.bookGap) for (const side of [seen.bids, seen.asks]) side.clear();
    else if (kind === KIND.bookLevel) this.#level(seen, block, i);
    seen.isWhole = ((block.flags[i] ?? 0) & FLAG.end) !== 0;
  }

  /** What a position is valued at: a perpetual's mark price once there is one, else the mid. Null before any. */
  valued(instrument: number): Range | null {
    const seen = this.#seen[instrument];
    if (!seen) return null;
    const [mark, mid] = [this.#specs[instrument]?.contract ? seen.mark.range : null, seen.mid.range];
    if (!mark || !mid) return mark ?? mid;
    // Until the first mark price came it was the mid.
    return seen.mark.isNew ? { low: Math.min(mark.low, mid.low), high: Math.max(mark.high, mid.high) } : mark;
  }

  mid(instrument: number): Range | null {
    return this.#seen[instrument]?.mid.range ?? null;
  }

  /** Ticks; null while no two-sided book was seen. */
  spread(instrument: number): Range | null {
    return this.#seen[instrument]?.spread.range ?? null;
  }

  #level({ bids, asks, mid, spread }: Seen, block: MarketBlock, i: number): void {
    const side = block.side[i] === 0 ? bids : asks;
    const [price, size] = [block.priceTicks[i] ?? 0, block.sizeLots[i] ?? 0];
    if (size === 0) side.delete(price);
    else side.set(price, size);
    if (bids.size === 0 || asks.size === 0) return;
    const [bid, ask] = [Math.max(...bids.keys()), Math.min(...asks.keys())];
    mid.put((bid + ask) / 2);
    spread.put(ask - bid);
  }
}
