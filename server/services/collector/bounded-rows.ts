/** Rows that wait, oldest first, up to a bound: beyond it the oldest is let go and reported. */
export class BoundedRows<Row> {
  readonly #max: number;
  readonly #onDrop: (row: Row) => void;
  #rows: Row[] = [];

  constructor(max: number, onDrop: (row: Row) => void = () => {}) {
    this.#max = max;
    this.#onDrop = onDrop;
  }

  get length(): number {
    return this.#rows.length;
  }

  push(row: Row): void {
    this.#rows.push(row);
    // A quarter above the bound and then down to it, because cutting the front costs as much as all that is left.
    if (this.#rows.length >= this.#max * 1.25) this.#trim();
  }

  /** Removes and returns the oldest, at most `count`. */
  take(count: number): Row[] {
    this.#trim();
    return this.#rows.splice(0, count);
  }

  /** Puts back what could not be used, before all that came since. */
  restore(rows: readonly Row[]): void {
    this.#rows = [...rows, ...this.#rows];
    this.#trim();
  }

  #trim(): void {
    const excess = this.#rows.length - this.#max;
    if (excess > 0) for (const row of this.#rows.splice(0, excess)) this.#onDrop(row);
  }
}
