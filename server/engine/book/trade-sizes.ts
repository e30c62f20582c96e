/** Sizes of the last trades, for their median: what an ordinary trade is here. */
const REMEMBERED = 101;

export type TradeSizesState = readonly number[];

export class TradeSizes {
  readonly #ring = new Float64Array(REMEMBERED);
  #count = 0;

  /** Allocates nothing: it is called for every trade. */
  add(lots: number): void {
    this.#ring[this.#count % REMEMBERED] = lots;
    this.#count++;
  }

  /** Lots; of an even number of trades the smaller middle one. Null before the first. */
  median(): number | null {
    const known = Math.min(this.#count, REMEMBERED);
    return this.#ring.slice(0, known).sort()[(known - 1) >> 1] ?? null;
  }

  /** Oldest first. */
  save(): TradeSizesState {
    const known = Math.min(this.#count, REMEMBERED);
    return Array.from({ length: known }, (_, i) => this.#ring[(this.#count - known + i) % REMEMBERED] ?? 0);
  }

  load(sizes: TradeSizesState): void {
    this.#count = 0;
    for (const lots of sizes) this.add(lots);
  }
}
