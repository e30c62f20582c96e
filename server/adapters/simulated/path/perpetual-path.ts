import type { Basis } from "./basis";
import type { EfficientPath, PathMinute, PathPoint } from "./price-path";

const MICROS_PER_MINUTE = 60_000_000;

/** The efficient price of a perpetual: its underlying's, and the basis on top. */
export class PerpetualPath implements EfficientPath {
  readonly #underlying: EfficientPath;
  readonly #basis: Basis;

  constructor(underlying: EfficientPath, basis: Basis) {
    this.#underlying = underlying;
    this.#basis = basis;
  }

  at(micros: number): PathPoint {
    const { price, volatility } = this.#underlying.at(micros);
    return { price: price * this.#factor(micros), volatility };
  }

  /** A minute's reach is its underlying's; its ends carry the basis of their moments, so that minutes meet. */
  minute(index: number): PathMinute {
    const { open, high, low, close, volatility } = this.#underlying.minute(index);
    const [first, last] = [this.#factor(index * MICROS_PER_MINUTE), this.#factor((index + 1) * MICROS_PER_MINUTE)];
    return {
      open: open * first,
      high: high * Math.max(first, last),
      low: low * Math.min(first, last),
      close: close * last,
      volatility,
    };
  }

  #factor(micros: number): number {
    return 1 + this.#basis.at(micros);
  }
}
