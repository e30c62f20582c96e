/**
 * Sums of whole numbers over windows of whole seconds, one slot a second: what the grid asks for, at the cost of a slot
 * a second whatever the market does (`RollingSum` answers at any microsecond and keeps every event). Values and their
 * sums stay below 2^53, so adding and taking away is exact, and a sum does not depend on when the adding began.
 */
export type SecondSumsState = Readonly<{ second: number | null; open: number; slots: readonly number[] }>;

export class SecondSums {
  readonly #windows: readonly number[];
  readonly #sums: Float64Array;
  readonly #slots: Float64Array;
  readonly #mask: number;
  #second = Number.NaN;
  /** Of the second that is not over. */
  #open = 0;

  /** @param windows seconds, 1 to 86,400 */
  constructor(windows: readonly number[]) {
    const longest = Math.max(...windows);
    if (!windows.every((window) => Number.isSafeInteger(window) && window >= 1 && window <= 86_400)) {
      throw new RangeError(`windows must be whole seconds, 1 to 86400, were ${windows.join(", ")}`);
    }
    this.#windows = windows;
    this.#sums = new Float64Array(windows.length);
    this.#slots = new Float64Array(2 ** Math.ceil(Math.log2(longest + 1)));
    this.#mask = this.#slots.length - 1;
  }

  /** @param second whole seconds of engine time, never falling */
  add(second: number, value: number): void {
    if (second !== this.#second) this.#advance(second);
    this.#open += value;
  }

  /** Over the k-th window, which ends where `second` begins. */
  sum(k: number, second: number): number {
    this.#advance(second);
    return this.#sums[k] as number;
  }

  /** What was added in one past second within the longest window, as of the last `add` or `sum`. */
  slot(second: number): number {
    return this.#slots[second & this.#mask] as number;
  }

  clear(): void {
    this.#second = Number.NaN;
    this.#open = 0;
    this.#sums.fill(0);
    this.#slots.fill(0);
  }

  save(): SecondSumsState {
    if (Number.isNaN(this.#second)) return { second: null, open: 0, slots: [] };
    const slots = Array.from(this.#slots, (_, i) => this.slot(this.#second - this.#slots.length + i));
    return { second: this.#second, open: this.#open, slots: slots.slice(slots.findIndex((value) => value !== 0)) };
  }

  load({ second, open, slots }: SecondSumsState): void {
    this.clear();
    if (second === null) return;
    const from = second - slots.length;
    for (const [i, value] of slots.entries()) this.add(from + i, value);
    this.add(second, open);
  }

  #advance(second: number): void {
    if (Number.isNaN(this.#second) || second - this.#second > this.#slots.length) {
      this.clear();
      this.#second = second;
      return;
    }
    for (; this.#second < second; this.#second++) {
      for (let k = 0; k < this.#windows.length; k++) {
        const leaving = this.slot(this.#second - (this.#windows[k] as number));
        this.#sums[k] = (this.#sums[k] as number) + this.#open - leaving;
      }
      this.#slots[this.#second & this.#mask] = this.#open;
      this.#open = 0;
    }
  }
}
