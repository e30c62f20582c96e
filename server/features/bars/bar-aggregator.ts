/** Makes bars of a longer interval from base bars; one is given out with its last base bar, and only when it is whole. */
import type { Bar } from "./bar";

type Draft = { -readonly [K in keyof Bar]: Bar[K] };

export class BarAggregator {
  readonly #baseMicros: number;
  readonly #micros: number;
  readonly #draft: Draft = { openAt: Number.NaN, open: 0, high: 0, low: 0, close: 0, volume: 0 };

  constructor(baseMicros: number, micros: number) {
    this.#baseMicros = baseMicros;
    this.#micros = micros;
  }

  /** @returns the bar that ends with this base bar, valid until the next call; null inside one, or when its start was not seen */
  push(bar: Bar): Bar | null {
    const draft = this.#draft;
    const start = Math.floor(bar.openAt / this.#micros) * this.#micros;
    if (bar.openAt === start) {
      draft.openAt = start;
      draft.open = bar.open;
      draft.high = bar.high;
      draft.low = bar.low;
      draft.volume = 0;
    }
    if (draft.openAt !== start) return null;
    if (bar.high > draft.high) draft.high = bar.high;
    if (bar.low < draft.low) draft.low = bar.low;
    draft.close = bar.close;
    draft.volume += bar.volume;
    return bar.openAt + this.#baseMicros === start + this.#micros ? draft : null;
  }

  reset(): void {
    this.#draft.openAt = Number.NaN;
  }
}
