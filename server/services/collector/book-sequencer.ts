/**
 * Continuity of one instrument's book: which updates may be applied, in which order, and when the chain
 * is broken. Holds no book and does no I/O; the caller writes the rows and fetches the snapshots.
 *
 * Rules (DOMAIN 1; Binance "How to manage a local order book correctly"): updates are buffered until a
 * snapshot comes; those it covers are dropped; the first one applied must span the snapshot's id; each
 * later one must continue the one before. A break is never repaired by guessing: it is a gap, and the
 * next snapshot starts anew.
 */
import type { DepthSnapshot, DepthUpdate } from "@/server/ports/venue-mapper";

/** Ten updates a second: more than a minute of waiting. */
export const BUFFERED_UPDATES_MAX = 1_000;

export type UpdateOutcome =
  /** Continues the chain: apply it. */
  | "applied"
  /** Kept until a snapshot comes. */
  | "buffered"
  /** Already covered: sent twice, or older than the snapshot. */
  | "stale"
  /** Breaks the chain: the book is unknown, this update is the first of the next buffer. */
  | "gap";

export type JoinOutcome =
  /** Apply the snapshot, then these, in order. */
  | Readonly<{ kind: "joined"; updates: readonly DepthUpdate[] }>
  /** The snapshot does not reach what was received since: another one is needed. */
  | Readonly<{ kind: "too_old" }>;

export class BookSequencer {
  #isLive = false;
  /** Last update id applied; the snapshot's until the first update after it. */
  #lastId = -1;
  /** Whether an update was applied since the snapshot: only then is the strict rule due. */
  #isChained = false;
  #buffer: DepthUpdate[] = [];

  /** Whether the book built so far is the venue's as of `lastId`. */
  get isLive(): boolean {
    return this.#isLive;
  }

  get lastId(): number {
    return this.#lastId;
  }

  offer(update: DepthUpdate): UpdateOutcome {
    if (!this.#isLive) {
      this.#keep(update);
      return "buffered";
    }
    if (update.lastId <= this.#lastId) return "stale";
    if (!this.#continues(update)) {
      this.lose();
      this.#keep(update);
      return "gap";
    }
    this.#advance(update);
    return "applied";
  }

  /** @throws nothing; a snapshot while the chain holds restarts the book from it */
  join(snapshot: Pick<DepthSnapshot, "lastId">): JoinOutcome {
    const pending = this.#buffer
      .filter((update) => update.lastId > snapshot.lastId)
      .sort((a, b) => a.firstId - b.firstId || a.lastId - b.lastId);
    this.#lastId = snapshot.lastId;
    this.#isChained = false;
    const applied: DepthUpdate[] = [];
    for (const update of pending) {
      if (update.lastId <= this.#lastId) continue;
      if (!this.#continues(update)) {
        this.#isLive = false;
        this.#buffer = pending;
        return { kind: "too_old" };
      }
      this.#advance(update);
      applied.push(update);
    }
    this.#isLive = true;
    this.#buffer = [];
    return { kind: "joined", updates: applied };
  }

  /** The chain is lost, e.g. because the connection was: what was buffered before belongs to it. */
  lose(): void {
    this.#isLive = false;
    this.#isChained = false;
    this.#buffer = [];
  }

  /** Oldest first out: a snapshot asked for now is newer than they are. */
  #keep(update: DepthUpdate): void {
    this.#buffer.push(update);
    if (this.#buffer.length > BUFFERED_UPDATES_MAX) this.#buffer.shift();
  }

  #advance(update: DepthUpdate): void {
    this.#lastId = update.lastId;
    this.#isChained = true;
  }

  #continues({ firstId, lastId, previousId }: DepthUpdate): boolean {
    const last = this.#lastId;
    if (previousId !== null) return previousId === last || (!this.#isChained && firstId <= last && last <= lastId);
    return this.#isChained ? firstId === last + 1 : firstId <= last + 1 && last + 1 <= lastId;
  }
}
