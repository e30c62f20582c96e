/**
 * Continuity of one instrument's trade ids, which count up by one: finds doubles, holes, and trades that
 * fill a hole late.
 */
export type TradeOutcome =
  | "next"
  /** Came after trades with higher ids. */
  | "late"
  /** Its id was seen before: not a trade of its own. */
  | "duplicate";

/** Ids remembered as missing; older holes are counted and forgotten. */
const MISSING_IDS_MAX = 10_000;

export class TradeSequence {
  #lastId = -1;
  readonly #missing = new Set<number>();
  /** Trades that never came, so far. */
  holes = 0;

  accept(tradeId: number): TradeOutcome {
    if (tradeId <= this.#lastId) {
      if (!this.#missing.delete(tradeId)) return "duplicate";
      this.holes -= 1;
      return "late";
    }
    if (this.#lastId >= 0) this.#noteHole(this.#lastId + 1, tradeId);
    this.#lastId = tradeId;
    return "next";
  }

  #noteHole(from: number, to: number): void {
    this.holes += to - from;
    for (let id = Math.max(from, to - MISSING_IDS_MAX); id < to; id++) this.#missing.add(id);
    for (const id of this.#missing) {
      if (this.#missing.size <= MISSING_IDS_MAX) break;
      this.#missing.delete(id);
    }
  }
}
