/**
 * One side of an L2 book: an array with one slot per tick around the touch, a two-level occupancy
 * bitset over it that finds the next best level in a few instructions, and a map for the levels far
 * below. Prices come as keys that grow towards the touch (bids: the price, asks: its negative), so
 * that both sides run the same code. Nothing is allocated per update.
 *
 * Kept are the best 1,000 levels (DOMAIN.md 1). The worst are dropped once 125 more have gathered,
 * and levels below the cut are ignored until the side has thinned out.
 */
export const LEVELS_MAX = 1_000;
const LEVELS_SLACK = 125;

const WINDOW = 1 << 16;
const WORDS = WINDOW >> 5;
const SUMMARY_WORDS = WORDS >> 5;
/** The best level is put here, so that it can improve by a quarter of the window before the next shift. */
const BEST_SLOT = (WINDOW / 4) * 3;

export type LadderSideState = Readonly<{ levels: readonly number[]; floor: number | null }>;

export class LadderSide {
  readonly #sizes = new Float64Array(WINDOW);
  readonly #words = new Int32Array(WORDS);
  readonly #summary = new Int32Array(SUMMARY_WORDS);
  /** Levels below the window; all of them worse than any in it. */
  readonly #far = new Map<number, number>();
  #farSorted: number[] | null = null;
  /** Key of slot 0; NaN before the first level. */
  #origin = Number.NaN;
  #bestKey = Number.NEGATIVE_INFINITY;
  #count = 0;
  #floor = Number.NEGATIVE_INFINITY;
  /** Keys of the first levels, best first, as far as somebody asked for them. */
  readonly #ranked = new Float64Array(LEVELS_MAX);
  #rankedCount = 0;

  /** −Infinity when empty. */
  get bestKey(): number {
    return this.#bestKey;
  }

  get count(): number {
    return this.#count < LEVELS_MAX ? this.#count : LEVELS_MAX;
  }

  /** Sets a level's size in lots; 0 or less removes it. */
  set(key: number, size: number): void {
    const slot = key - this.#origin;
    if (!(slot >= 0 && slot < WINDOW)) return this.#setOutside(key, size);
    const isThere = at(this.#sizes, slot) !== 0;
    if (size > 0) {
      if (!isThere) {
        if (key < this.#floor && this.#count >= LEVELS_MAX) return;
        // The size first: gathering too many levels drops the worst, which may be this one.
        this.#sizes[slot] = size;
        this.#occupy(slot);
        return this.#added(key);
      }
      this.#sizes[slot] = size;
    } else if (isThere) {
      this.#vacate(slot);
      this.#removed(key);
    }
  }

  /** Lots at a key; 0 when none. */
  size(key: number): number {
    const slot = key - this.#origin;
    if (slot >= 0 && slot < WINDOW) return at(this.#sizes, slot);
    return this.#far.get(key) ?? 0;
  }

  /** Key of the k-th best level; −Infinity past the last of the kept ones. */
  keyAt(k: number): number {
    while (this.#rankedCount <= k) {
      if (this.#rankedCount >= this.count) return Number.NEGATIVE_INFINITY;
      const rank = this.#rankedCount++;
      this.#ranked[rank] = rank === 0 ? this.#bestKey : this.#nextBelow(at(this.#ranked, rank - 1));
    }
    return at(this.#ranked, k);
  }

  clear(): void {
    for (let k = this.#best(); k >= 0; k = this.#highestBelow(k)) this.#sizes[k] = 0;
    this.#words.fill(0);
    this.#summary.fill(0);
    this.#far.clear();
    this.#farSorted = null;
    this.#origin = Number.NaN;
    this.#bestKey = Number.NEGATIVE_INFINITY;
    this.#count = 0;
    this.#floor = Number.NEGATIVE_INFINITY;
    this.#rankedCount = 0;
  }

  /** Levels as [key, size, …], best first: the same for equal books, however the window lies. */
  save(): LadderSideState {
    return { levels: this.#all().flat(), floor: Number.isFinite(this.#floor) ? this.#floor : null };
  }

  load({ levels, floor }: LadderSideState): void {
    this.clear();
    for (let i = 0; i < levels.length; i += 2) this.set(levels[i] ?? 0, levels[i + 1] ?? 0);
    this.#floor = floor ?? Number.NEGATIVE_INFINITY;
  }

  #setOutside(key: number, size: number): void {
    if (size > 0) {
      if (this.#count === 0 || key > this.#bestKey) {
        this.#shift(key);
        return this.set(key, size);
      }
      if (!this.#far.has(key)) {
        if (key < this.#floor && this.#count >= LEVELS_MAX) return;
        this.#far.set(key, size);
        this.#farSorted = null;
        return this.#added(key);
      }
      this.#far.set(key, size);
    } else if (this.#far.delete(key)) {
      this.#farSorted = null;
      this.#removed(key);
    }
  }

  #added(key: number): void {
    this.#count++;
    if (key > this.#bestKey) this.#bestKey = key;
    this.#forgetRanks(key);
    if (this.#count > LEVELS_MAX + LEVELS_SLACK) this.#prune();
  }

  #removed(key: number): void {
    this.#count--;
    this.#forgetRanks(key);
    if (key !== this.#bestKey) return;
    this.#bestKey = this.#nextBelow(key);
    // The window is empty but levels remain far below: move it to them.
    if (this.#count > 0 && !(this.#bestKey >= this.#origin)) this.#shift(this.#bestKey);
  }

  #forgetRanks(key: number): void {
    if (this.#rankedCount > 0 && key >= at(this.#ranked, this.#rankedCount - 1)) this.#rankedCount = 0;
  }

  /** Next worse level than `key`, which may itself be gone already. */
  #nextBelow(key: number): number {
    if (key > this.#origin) {
      const slot = this.#highestBelow(key - this.#origin);
      if (slot >= 0) return this.#origin + slot;
    }
    this.#farSorted ??= [...this.#far.keys()].sort((a, b) => b - a);
    return this.#farSorted.find((far) => far < key) ?? Number.NEGATIVE_INFINITY;
  }

  /** Highest occupied slot below `slot`; −1 when there is none. */
  #highestBelow(slot: number): number {
    const from = slot - 1;
    if (from < 0) return -1;
    const word = from >> 5;
    const bits = at(this.#words, word) & (-1 >>> (31 - (from & 31)));
    if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits);
    if (word === 0) return -1;
    let group = (word - 1) >> 5;
    let groupBits = at(this.#summary, group) & (-1 >>> (31 - ((word - 1) & 31)));
    while (groupBits === 0) {
      if (group === 0) return -1;
      groupBits = at(this.#summary, --group);
    }
    const found = (group << 5) + 31 - Math.clz32(groupBits);
    return (found << 5) + 31 - Math.clz32(at(this.#words, found));
  }

  #best(): number {
    return this.#highestBelow(WINDOW);
  }

  #occupy(slot: number): void {
    const word = slot >> 5;
    this.#words[word] = at(this.#words, word) | (1 << (slot & 31));
    this.#summary[word >> 5] = at(this.#summary, word >> 5) | (1 << (word & 31));
  }

  #vacate(slot: number): void {
    this.#sizes[slot] = 0;
    const word = slot >> 5;
    const left = at(this.#words, word) & ~(1 << (slot & 31));
    this.#words[word] = left;
    if (left === 0) this.#summary[word >> 5] = at(this.#summary, word >> 5) & ~(1 << (word & 31));
  }

  /** Lays the window so that `best` stands at its place. No level above `best` may exist. */
  #shift(best: number): void {
    const levels = this.#all();
    const floor = this.#floor;
    this.clear();
    this.#floor = floor;
    this.#origin = best - BEST_SLOT;
    for (const [key, size] of levels) {
      const slot = key - this.#origin;
      if (slot >= 0) {
        this.#occupy(slot);
        this.#sizes[slot] = size;
      } else this.#far.set(key, size);
    }
    this.#count = levels.length;
    this.#bestKey = levels[0]?.[0] ?? Number.NEGATIVE_INFINITY;
  }

  #prune(): void {
    const levels = this.#all();
    this.#floor = levels[LEVELS_MAX - 1]?.[0] ?? Number.NEGATIVE_INFINITY;
    for (const [key] of levels.slice(LEVELS_MAX)) {
      const slot = key - this.#origin;
      if (slot >= 0) this.#vacate(slot);
      else this.#far.delete(key);
    }
    this.#farSorted = null;
    this.#count = LEVELS_MAX;
    this.#rankedCount = 0;
  }

  /** Every held level, best first. */
  #all(): [key: number, size: number][] {
    const levels: [number, number][] = [];
    for (let slot = this.#best(); slot >= 0; slot = this.#highestBelow(slot)) {
      levels.push([this.#origin + slot, at(this.#sizes, slot)]);
    }
    const far = [...this.#far].sort((a, b) => b[0] - a[0]);
    return [...levels, ...far];
  }
}

/** The index is in range by construction; a check in the hottest loop would say nothing more. */
const at = (array: Float64Array | Int32Array, i: number): number => array[i] as number;
