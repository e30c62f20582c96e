import type { DeskCommand } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { DeskView } from "@/server/domain/views";
import type { BookView } from "@/server/engine/book/book-view";
import type { Strategy } from "@/server/engine/strategy/strategy";
import type { EngineCheckpoint } from "./checkpoint";

/** The desk page's small state, as far as the engine knows it. */
export type EngineView = Readonly<Omit<DeskView, "deskId" | "runId">>;

/**
 * The deterministic simulator behind live paper trading, replay and backtest: events in, effects
 * out. It reads no clock and draws only from generators derived from the run's seed, so the same
 * settings, events and seed give the same effects and the same digest (docs/engine.md).
 */
export class Engine {
  static create(_settings: DeskSettings, _strategies: readonly Strategy[]): Engine {
    throw new Error("the engine is under construction");
  }

  /** @throws AppError invalid when the checkpoint is foreign (other settings, other version) or damaged. */
  static restore(_settings: DeskSettings, _strategies: readonly Strategy[], _checkpoint: EngineCheckpoint): Engine {
    throw new Error("the engine is under construction");
  }

  /** Applies rows `from` (included) to `to` (excluded); all of them without bounds. `instrument` indexes `settings.instruments`. */
  applyBlock(_block: MarketBlock, _from?: number, _to?: number): void {}

  /** Idempotent by command id: a repeat of one of the last 10,000 changes nothing and has no effects. */
  applyCommand(_command: DeskCommand, _receivedAt: Micros): void {}

  /** The host calls it about once a second of market time; an event like any other. */
  applyTimer(_at: Micros): void {}

  /**
   * Books are unknown from here: after a restart or loss of the feed. Resting orders re-enter at the
   * back of their queue (trace cause "requeued") when the next snapshot comes.
   */
  applyRestart(_at: Micros): void {}

  /** Effects since the last call, in order. */
  drainEffects(): Effect[] {
    return [];
  }

  /** Drain first: effects that nobody took are not part of it. Without books it resumes like after `applyRestart`. */
  checkpoint(_options: Readonly<{ books: boolean }> = { books: true }): EngineCheckpoint {
    throw new Error("the engine is under construction");
  }

  /** 16 hex digits over all effects so far and the state. */
  digest(): string {
    throw new Error("the engine is under construction");
  }

  view(): EngineView {
    throw new Error("the engine is under construction");
  }

  /** @throws RangeError for an index outside the settings' instruments. */
  book(_instrument: number): BookView {
    throw new Error("the engine is under construction");
  }

  /** Rows, commands, timers and restarts so far. */
  get appliedEvents(): number {
    return 0;
  }

  /** Engine time: the latest of all receive and exchange times seen; 0 before the first event. */
  now(): Micros {
    return 0 as Micros;
  }
}
