/** The most entries a window keeps; past it the newest ones share a slot and leave a little early. */
const ENTRIES_MAX = 65_536;

export type RollingSumState = Readonly<{ at: readonly number[]; value: readonly number[]; sum: number }>;

/**
 * Sum of the values of the last `windowMicros`: those stamped in (now - window, now].
 *
 * A ring that grows by doubling, so that nothing is allocated per event once it has its size.
 * Values are integers and their sums stay below 2^53, so adding and taking away is exact.
 */
export class RollingSum {
  readonly windowMicros: number;
  /** Sum as of the last `add` or `advance`. */
  sum = 0;
  #at = new Float64Array(64);
  #value = new Float64Array(64);
  #head = 0;
  #count = 0;

  constructor(windowMicros: number) {
    if (!Number.isSafeInteger(windowMicros) || windowMicros <= 0) {
      throw new RangeError(`a window must be a positive whole number of µs, was ${windowMicros}`);
    }
    this.windowMicros = windowMicros;
  }

  /** @param at µs, never falling */
  add(at: number, value: number): void {
    this.advance(at);
    this.sum += value;
    const last = (this.#head + this.#count - 1) & (this.#at.length - 1);
    if (this.#count > 0 && (this.#at[last] === at || this.#count === ENTRIES_MAX)) {
      this.#value[last] = (this.#value[last] ?? 0) + value;
      return;
    }
    if (this.#count === this.#at.length) this.#grow();
    const next = (this.#head + this.#count) & (this.#at.length - 1);
    this.#at[next] = at;
    this.#value[next] = value;
    this.#count += 1;
  }

  /** Lets go of what is older than the window at `at`. */
  advance(at: number): void {
    const edge = at - this.windowMicros;
    const mask = this.#at.length - 1;
    while (this.#count > 0 && (this.#at[this.#head] ?? 0) <= edge) {
      this.sum -= this.#value[this.#head] ?? 0;
      this.#head = (this.#head + 1) & mask;
      this.#count -= 1;
    }
  }

  clear(): void {
    this.#head = 0;
    this.#count = 0;
    this.sum = 0;
  }

  save(): RollingSumState {
    return { at: this.#ordered(this.#at), value: this.#ordered(this.#value), sum: this.sum };
  }

  restore(state: RollingSumState): void {
    this.clear();
    for (let i = 0; i < state.at.length; i++) {
      if (this.#count === this.#at.length) this.#grow();
      this.#at[i] = state.at[i] ?? 0;
      this.#value[i] = state.value[i] ?? 0;
      this.#count += 1;
    }
    this.sum = state.sum;
  }

  #ordered(column: Float64Array): number[] {
    const mask = column.length - 1;
    return Array.from({ length: this.#count }, (_, i) => column[(this.#head + i) & mask] ?? 0);
  }

  #grow(): void {
    const at = new Float64Array(this.#at.length * 2);
    const value = new Float64Array(at.length);
    at.set(this.#ordered(this.#at));
    value.set(this.#ordered(this.#value));
    this.#at = at;
    this.#value = value;
    this.#head = 0;
  }
}
