/** Orders by the time at which their owner takes them back: a binary heap, earliest first. */
export class Expiries {
  readonly #times: number[] = [];
  readonly #orders: number[] = [];

  get nextMicros(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  push(atMicros: number, orderId: number): void {
    let i = this.#times.length;
    this.#times.push(atMicros);
    this.#orders.push(orderId);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((this.#times[parent] ?? 0) <= atMicros) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** The order of the earliest time. */
  pop(): number | undefined {
    const order = this.#orders[0];
    const lastTime = this.#times.pop();
    const lastOrder = this.#orders.pop();
    if (this.#times.length === 0 || lastTime === undefined || lastOrder === undefined) return order;
    this.#times[0] = lastTime;
    this.#orders[0] = lastOrder;
    this.#sink();
    return order;
  }

  #sink(): void {
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if ((this.#times[child] ?? Number.POSITIVE_INFINITY) < (this.#times[least] ?? 0)) least = child;
      }
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #swap(a: number, b: number): void {
    const [time, order] = [this.#times[a] ?? 0, this.#orders[a] ?? 0];
    this.#times[a] = this.#times[b] ?? 0;
    this.#orders[a] = this.#orders[b] ?? 0;
    this.#times[b] = time;
    this.#orders[b] = order;
  }
}
