import type { DeskCommand } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { BookView } from "@/server/engine/book/book-view";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { digestOf, type EngineCheckpoint, seal, unseal } from "./checkpoint";
import { Due } from "./due";
import { MarketRows } from "./market-rows";
import { createParts, type Parts } from "./parts";
import { assertSettings } from "./settings";
import { type EngineView, engineView } from "./view";

export type { EngineView } from "./view";

/**
 * The deterministic simulator behind live paper trading, replay and backtest: events in, effects
 * out. It reads no clock and draws only from generators derived from the run's seed, so the same
 * settings, events and seed give the same effects and the same digest (docs/engine.md).
 */
export class Engine {
  readonly #parts: Parts;
  readonly #due: Due;
  readonly #rows: MarketRows;

  private constructor(settings: DeskSettings, strategies: readonly Strategy[]) {
    assertSettings(settings, strategies);
    this.#parts = createParts(settings, strategies);
    this.#due = new Due(this.#parts);
    this.#rows = new MarketRows(this.#parts, this.#due);
  }

  /** @throws AppError invalid for settings that make no sense */
  static create(settings: DeskSettings, strategies: readonly Strategy[]): Engine {
    return new Engine(settings, strategies);
  }

  /** @throws AppError invalid when the checkpoint is foreign (other settings, other version) or damaged. */
  static restore(settings: DeskSettings, strategies: readonly Strategy[], checkpoint: EngineCheckpoint): Engine {
    const engine = new Engine(settings, strategies);
    unseal(engine.#parts, engine.#due, checkpoint);
    return engine;
  }

  /** Applies rows `from` (included) to `to` (excluded); all of them without bounds. `instrument` indexes `settings.instruments`. */
  applyBlock(block: MarketBlock, from = 0, to = block.length): void {
    this.#rows.apply(block, from, to);
  }

  /** Idempotent by command id: a repeat of one of the last 10,000 changes nothing and has no effects. */
  applyCommand(command: DeskCommand, receivedAt: Micros): void {
    this.#begin(receivedAt);
    this.#parts.commands.apply(command);
  }

  /** The host calls it about once a second of market time; an event like any other. */
  applyTimer(at: Micros): void {
    this.#begin(at);
    this.#parts.flattener.step();
    if (this.#parts.host.isActive) this.#parts.host.onTimer();
  }

  /**
   * Books are unknown from here: after a restart or loss of the feed. Resting orders re-enter at the
   * back of their queue (trace cause "requeued") when the next snapshot comes.
   */
  applyRestart(at: Micros): void {
    const { markets, exchange, gate, host } = this.#parts;
    // First, or what was on its way would be executed on a book of before.
    for (const market of markets) {
      market.lose();
      exchange.lose(market.index);
    }
    this.#begin(at);
    const text =
      "The desk was restarted: books are unknown until their snapshots, orders go to the back of their queues";
    gate.record({ kind: "restart", cause: "host", text });
    host.onGap(null);
  }

  /** Effects since the last call, in order. */
  drainEffects(): Effect[] {
    return this.#parts.effects.drain();
  }

  /** Drain first: effects that nobody took are not part of it. Without books it resumes like after `applyRestart`. */
  checkpoint({ books }: Readonly<{ books: boolean }> = { books: true }): EngineCheckpoint {
    return seal(this.#parts, this.#due, books);
  }

  /** 16 hex digits over all effects so far and the state. */
  digest(): string {
    return digestOf(this.#parts, this.#due);
  }

  view(): EngineView {
    return engineView(this.#parts);
  }

  /** @throws RangeError for an index outside the settings' instruments. */
  book(instrument: number): BookView {
    const market = this.#parts.markets[instrument];
    if (!market) throw new RangeError(`there are ${this.#parts.markets.length} instruments, asked for ${instrument}`);
    return market.book;
  }

  /** Rows, commands, timers and restarts so far. */
  get appliedEvents(): number {
    return this.#parts.clock.appliedEvents;
  }

  /** Engine time: the latest of all receive and exchange times seen; 0 before the first event. */
  now(): Micros {
    return this.#parts.clock.micros();
  }

  /** What every event that is no market row starts with: its time passes. */
  #begin(at: Micros): void {
    const { clock, wake } = this.#parts;
    clock.begin(at);
    if (clock.appliedEvents === 1) this.#due.start();
    if (clock.now < wake.at) return;
    this.#due.runQuiet();
    this.#due.runKnown();
  }
}
