/** What waits for its time. `seq` breaks ties: first made, first served. */
export type Timed = Readonly<{ at: number; seq: number }>;

/**
 * Items by (at, seq). An array kept sorted: queues here hold a handful of items, the next one is
 * read on every event and insertions are rare.
 */
export class TimedQueue<T extends Timed> {
  #items: T[] = [];

  /** Time of the next item; Infinity when empty. */
  nextAt = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const items = this.#items;
    let [low, high] = [0, items.length];
    // Most come last; the rest is looked up by halves, for markouts of a busy desk are hundreds.
    if (!isAfter(items[high - 1], item)) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(items[middle], item)) high = middle;
      else low = middle + 1;
    }
    items.splice(low, 0, item);
    this.#refresh();
  }

  /** The next item if its time is at most `at`. */
  takeDue(at: number): T | undefined {
    if (this.nextAt > at) return undefined;
    const item = this.#items.shift();
    this.#refresh();
    return item;
  }

  /** First item in order for which `test` holds, taken out. */
  takeFirst(test: (item: T) => boolean): T | undefined {
    const i = this.#items.findIndex(test);
    if (i < 0) return undefined;
    const [item] = this.#items.splice(i, 1);
    this.#refresh();
    return item;
  }

  items(): readonly T[] {
    return this.#items;
  }

  load(items: readonly T[]): void {
    this.#items = [...items];
    this.#refresh();
  }

  #refresh(): void {
    this.nextAt = this.#items[0]?.at ?? Number.POSITIVE_INFINITY;
  }
}

const isAfter = (a: Timed | undefined, b: Timed): boolean =>
  a !== undefined && (a.at > b.at || (a.at === b.at && a.seq > b.seq));

/**
 * When anything waits to be done: two comparisons an event decide whether to look further. The wake of a
 * lane tells the one above it, which stands for all lanes.
 */
export class Wake {
  readonly #above: Wake | null;
  /** Engine time of the next thing that waits for a time to pass. */
  at = Number.NEGATIVE_INFINITY;
  /** Per instrument: exchange time of the next thing that comes before a later event of it. */
  readonly venueAt: Float64Array;

  constructor(instruments: number, above: Wake | null = null) {
    this.#above = above;
    this.venueAt = new Float64Array(instruments).fill(Number.POSITIVE_INFINITY);
  }

  notify(at: number): void {
    if (at < this.at) this.at = at;
    this.#above?.notify(at);
  }

  notifyVenue(instrument: number, at: number): void {
    if (at < (this.venueAt[instrument] ?? 0)) this.venueAt[instrument] = at;
    this.#above?.notifyVenue(instrument, at);
  }
}
