/** Fetches whole books for instruments whose chain is broken: one request each at a time, ever slower while it fails. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import type { VenueConnection } from "@/server/ports/market-feed";
import type { FeedNormaliser } from "./feed-normaliser";
import { retryMillis } from "./wait";

export type ResyncDeps = Readonly<{
  specs: readonly InstrumentSpec[];
  connection: Pick<VenueConnection, "fetchDepth">;
  normaliser: FeedNormaliser;
  /** Whether the connection of that instrument stands. */
  isOpen: (instrument: number) => boolean;
  /** Wall time. */
  clock: Clock;
  /** Called after a snapshot was taken in: rows may wait. */
  onSnapshot: () => void;
  onTrouble: (error: unknown, spec: InstrumentSpec) => void;
}>;

type Slot = {
  isAsking: boolean;
  failures: number;
  notBefore: number;
  /** Connections so far: an answer to a request of an earlier one describes a book before the hole. */
  generation: number;
};

export class Resync {
  readonly #deps: ResyncDeps;
  readonly #slots: readonly Slot[];

  constructor(deps: ResyncDeps) {
    this.#deps = deps;
    this.#slots = deps.specs.map(() => ({ isAsking: false, failures: 0, notBefore: 0, generation: 0 }));
  }

  /** Their connection was lost: what is under way no longer counts, and the next one starts without delay. */
  reset(instruments: readonly number[]): void {
    for (const instrument of instruments) {
      const slot = this.#slots[instrument];
      if (slot) Object.assign(slot, { isAsking: false, failures: 0, notBefore: 0, generation: slot.generation + 1 });
    }
  }

  /** Asks for each book that is needed, not asked for, and has a connection that stands. */
  check(): void {
    const { normaliser, clock, isOpen } = this.#deps;
    const now = clock.nowMicros();
    for (const [instrument, slot] of this.#slots.entries()) {
      if (slot.isAsking || !isOpen(instrument) || normaliser.feed(instrument).isLive || now < slot.notBefore) continue;
      slot.isAsking = true;
      void this.#ask(instrument, slot);
    }
  }

  async #ask(instrument: number, slot: Slot): Promise<void> {
    const { specs, connection, normaliser, onSnapshot, onTrouble } = this.#deps;
    const { generation } = slot;
    const spec = specs[instrument];
    if (!spec) return;
    try {
      const answer: Readonly<{ receivedAt: Micros; text: string }> = await connection.fetchDepth(spec.symbol);
      if (generation !== slot.generation) return;
      normaliser.acceptSnapshot(instrument, answer.receivedAt, answer.text);
      onSnapshot();
      this.#settle(slot, normaliser.feed(instrument).isLive);
    } catch (error) {
      if (generation !== slot.generation) return;
      if (slot.failures === 0) onTrouble(error, spec);
      this.#settle(slot, false);
    }
  }

  /** A snapshot that was too old counts as a failure: the venue's REST lags behind its stream, so wait a little. */
  #settle(slot: Slot, isLive: boolean): void {
    slot.isAsking = false;
    slot.failures = isLive ? 0 : slot.failures + 1;
    slot.notBefore = isLive ? 0 : this.#deps.clock.nowMicros() + retryMillis(slot.failures) * 1_000;
  }
}
