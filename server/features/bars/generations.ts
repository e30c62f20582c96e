/**
 * Recursive features with a bounded memory. An exponential average remembers its first bar forever, if only in its last
 * bits; two processes that began on different days would never agree. So the calendar is cut into pieces of `G` bars:
 * the values of a piece come from state that began `W` bars before it, at a place that is the same for everybody.
 */
import type { Interval } from "@/server/domain/candle";
import type { BarFamily, BarUpdate } from "./bar-family";
import type { BarHistory } from "./bar-history";

/** Bars that a generation has seen when its piece of the calendar begins, where history allows. No warm-up is longer. */
export const WARM_BARS = 256;

/** Bars of the calendar that one generation answers for. Longer ones cost less, but need more history at a start. */
export const pieceBars = (interval: Interval): number => (interval === "4h" || interval === "1d" ? 64 : 256);

type Generation = { readonly piece: number; readonly updates: readonly BarUpdate[]; bars: number };

export class Generations {
  readonly #families: readonly BarFamily[];
  readonly #piece: number;
  readonly #starts: readonly number[];
  readonly #scratch: Float64Array;
  #alive: Generation[] = [];

  /** @param starts  where each family's values begin in `out` */
  constructor(families: readonly BarFamily[], starts: readonly number[], piece: number) {
    this.#families = families;
    this.#starts = starts;
    this.#piece = piece;
    this.#scratch = new Float64Array(Math.max(1, ...families.map(({ definitions }) => definitions.length)));
  }

  /**
   * @param index  of the newest bar on the calendar: its start divided by the interval
   * @returns bars that the generation has seen whose values `out` now holds
   */
  update(history: BarHistory, out: Float64Array, index: number): number {
    const now = Math.floor(index / this.#piece);
    const newest = Math.floor((index + WARM_BARS) / this.#piece);
    if (this.#alive.length === 0 || this.#alive[0]?.piece !== now) {
      this.#alive = this.#alive.filter(({ piece }) => piece >= now);
    }
    for (let piece = (this.#alive.at(-1)?.piece ?? now - 1) + 1; piece <= newest; piece++) this.#begin(piece);
    for (const generation of this.#alive) {
      generation.bars += 1;
      const answers = generation.piece === now;
      for (let i = 0; i < generation.updates.length; i++) {
        generation.updates[i]?.(history, answers ? out : this.#scratch, answers ? (this.#starts[i] ?? 0) : 0);
      }
    }
    return this.#alive[0]?.bars ?? 0;
  }

  reset(): void {
    this.#alive = [];
  }

  #begin(piece: number): void {
    this.#alive.push({ piece, updates: this.#families.map(({ create }) => create()), bars: 0 });
  }
}
