/** A client as Binance's documentation describes it: snapshot, buffered diffs, continuity. For tests of what is served. */
export type Level = readonly [string, string];
export type Diff = Readonly<{ U: number; u: number; b: readonly Level[]; a: readonly Level[] }>;
export type Snapshot = Readonly<{ lastUpdateId: number; bids: readonly Level[]; asks: readonly Level[] }>;

export class Follower {
  readonly #sides = { bid: new Map<number, string>(), ask: new Map<number, string>() };
  #last = -1;
  breaks = 0;

  begin(snapshot: Snapshot): void {
    this.#sides.bid.clear();
    this.#sides.ask.clear();
    this.#set("bid", snapshot.bids);
    this.#set("ask", snapshot.asks);
    this.#last = snapshot.lastUpdateId;
  }

  apply(diff: Diff): void {
    if (diff.u <= this.#last) return;
    if (diff.U > this.#last + 1) this.breaks += 1;
    this.#set("bid", diff.b);
    this.#set("ask", diff.a);
    this.#last = diff.u;
  }

  get lastUpdateId(): number {
    return this.#last;
  }

  top(count: number): Readonly<{ bids: [number, string][]; asks: [number, string][] }> {
    return {
      bids: [...this.#sides.bid].sort(([a], [b]) => b - a).slice(0, count),
      asks: [...this.#sides.ask].sort(([a], [b]) => a - b).slice(0, count),
    };
  }

  #set(side: "bid" | "ask", levels: readonly Level[]): void {
    for (const [price, size] of levels) {
      if (Number(size) === 0) this.#sides[side].delete(Number(price));
      else this.#sides[side].set(Number(price), size);
    }
  }
}
