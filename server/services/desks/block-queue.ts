/**
 * Market blocks that wait while a desk may not apply them (its last commit is not in the database
 * yet). Bounded by rows: when it overflows everything is let go at once, because a stream with a
 * hole in it is worth nothing, and the desk asks for whole books again.
 */
import type { MarketBlock } from "@/server/domain/market-block";

/** About 12 MB; more than a minute of three busy instruments. */
export const QUEUED_ROWS_MAX = 200_000;

export class BlockQueue {
  #blocks: MarketBlock[] = [];
  #rows = 0;

  /** @returns false when the block did not fit: then nothing is kept */
  push(block: MarketBlock): boolean {
    if (this.#rows + block.length > QUEUED_ROWS_MAX) {
      this.takeAll();
      return false;
    }
    this.#blocks.push(block);
    this.#rows += block.length;
    return true;
  }

  /** All that waits, oldest first; the queue is empty afterwards. */
  takeAll(): readonly MarketBlock[] {
    const taken = this.#blocks;
    this.#blocks = [];
    this.#rows = 0;
    return taken;
  }
}
