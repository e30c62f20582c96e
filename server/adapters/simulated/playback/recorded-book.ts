import type { VenueDepth } from "@/server/adapters/simulated/binance/venue-model";
import type { WireLevels } from "./recorded-message";

type Side = Map<number, number>;

export type StepsOf = Readonly<{ price: (text: string) => number; size: (text: string) => number }>;

/**
 * A recorded book as the venue would answer for it now: the snapshot of the recording, or nothing, and
 * every diff since. What a client does with it and the stream is then as continuous as the recording is.
 */
export class RecordedBook {
  readonly #bids: Side = new Map();
  readonly #asks: Side = new Map();
  readonly #steps: StepsOf;
  #lastUpdateId: number | null = null;

  constructor(steps: StepsOf) {
    this.#steps = steps;
  }

  reset(snapshot: Readonly<{ lastUpdateId: number; bids: WireLevels; asks: WireLevels }>): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#set(this.#bids, snapshot.bids);
    this.#set(this.#asks, snapshot.asks);
    this.#lastUpdateId = snapshot.lastUpdateId;
  }

  /** A snapshot within the recording: what it tells is newer, or the book was never whole. */
  renew(snapshot: Parameters<RecordedBook["reset"]>[0]): void {
    if (snapshot.lastUpdateId > (this.#lastUpdateId ?? 0)) this.reset(snapshot);
  }

  /** @returns false when the recording itself lost updates before this one */
  apply(
    diff: Readonly<{ first: number; last: number; previous: number | null; bids: WireLevels; asks: WireLevels }>,
  ): boolean {
    const known = this.#lastUpdateId;
    if (known !== null && diff.last <= known) return true;
    // Futures skip ids between updates, and name the one before; after a snapshot the first spans its id.
    const isContinuous =
      known === null || diff.previous === known || diff.first <= known + (diff.previous === null ? 1 : 0);
    if (!isContinuous) this.reset({ lastUpdateId: 0, bids: [], asks: [] });
    this.#set(this.#bids, diff.bids);
    this.#set(this.#asks, diff.asks);
    this.#lastUpdateId = diff.last;
    return isContinuous;
  }

  depth(limit: number): VenueDepth {
    return {
      lastUpdateId: this.#lastUpdateId ?? 0,
      bids: sorted(this.#bids, (a, b) => b - a).slice(0, limit),
      asks: sorted(this.#asks, (a, b) => a - b).slice(0, limit),
    };
  }

  #set(side: Side, levels: WireLevels): void {
    for (const [price, size] of levels) {
      const ticks = this.#steps.price(price);
      const lots = this.#steps.size(size);
      if (lots === 0) side.delete(ticks);
      else side.set(ticks, lots);
    }
  }
}

const sorted = (side: Side, order: (a: number, b: number) => number) =>
  [...side].sort(([a], [b]) => order(a, b)) as readonly (readonly [number, number])[];
