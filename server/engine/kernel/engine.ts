import type { BookView } from "@/server/domain/book/book-view";
import type { LadderBookState } from "@/server/domain/book/ladder-book";
import type { DeskCommand } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import { digestOf, type EngineCheckpoint, seal, unseal } from "./checkpoint";
import { follow } from "./follow";
import { Lanes, type StrategyMaker } from "./lanes";
import { MarketRows } from "./market-rows";
import { type EngineView, engineView, riskView } from "./view";

export type { EngineView } from "./view";

/**
 * The deterministic simulator behind live paper trading, replay and backtest: events in, effects
 * out. It reads no clock and draws only from generators derived from the run's seed, so the same
 * settings, events and seed give the same effects and the same digest (docs/engine.md).
 */
export class Engine {
  readonly #lanes: Lanes;
  readonly #rows: MarketRows;

  private constructor(settings: DeskSettings, makeStrategies: StrategyMaker) {
    this.#lanes = new Lanes(settings, makeStrategies);
    this.#rows = new MarketRows(this.#lanes);
  }

  /**
   * @param makeStrategies  called once, and with bands once more for each outer lane; new strategies each time
   * @throws AppError invalid for settings that make no sense
   */
  static create(settings: DeskSettings, makeStrategies: StrategyMaker): Engine {
    return new Engine(settings, makeStrategies);
  }

  /** @throws AppError invalid when the checkpoint is foreign (other settings, other version) or damaged. */
  static restore(settings: DeskSettings, makeStrategies: StrategyMaker, checkpoint: EngineCheckpoint): Engine {
    const engine = new Engine(settings, makeStrategies);
    unseal(engine.#lanes, checkpoint);
    return engine;
  }

  /** Applies rows `from` (included) to `to` (excluded); all of them without bounds. `instrument` indexes `settings.instruments`. */
  applyBlock(block: MarketBlock, from = 0, to = block.length): void {
    this.#rows.apply(block, from, to);
  }

  /** Idempotent by command id: a repeat of one of the last 10,000 changes nothing and has no effects. */
  applyCommand(command: DeskCommand, receivedAt: Micros): void {
    this.#begin(receivedAt);
    const { base, outer } = this.#lanes;
    if (base.parts.commands.isKnown(command.id)) return;
    // The others first, by what the base lane is before the command changes it.
    for (const { parts } of outer) follow(parts, base.parts, command);
    base.parts.commands.apply(command);
  }

  /** The host calls it about once a second of market time; an event like any other. */
  applyTimer(at: Micros): void {
    this.#begin(at);
    for (const { parts } of this.#lanes.all) {
      parts.flattener.step();
      parts.brackets.step();
      parts.parents.onTimer();
      if (parts.host.isActive) parts.host.onTimer();
    }
  }

  /**
   * A model's answer, at its `at`. One that is not newer than what its version said of the instrument before is known
   * already and has no effects, so that a host may ask again what it cannot know to be committed. One of a grid below a
   * minute leaves as an effect at whole minutes, and when a strategy orders on it.
   */
  applyPrediction(prediction: Prediction): void {
    this.#begin(prediction.at);
    const { all, base, shared } = this.#lanes;
    if (!shared.predictions.take(prediction)) return;
    if (!shared.predictions.isUntold(prediction)) base.parts.effects.emit({ kind: "prediction", prediction });
    for (const { parts } of all) if (parts.host.isActive) parts.host.onPrediction(prediction);
  }

  /**
   * Books are unknown from here: after a restart or loss of the feed. Resting orders re-enter at the
   * back of their queue (trace cause "requeued") when the next snapshot comes.
   */
  applyRestart(at: Micros): void {
    const { all, shared } = this.#lanes;
    // First, or what was on its way would be executed on a book of before.
    for (const market of shared.markets) {
      market.lose();
      for (const { parts } of all) parts.exchange.lose(market.index);
    }
    shared.gauges.restart();
    for (const { parts } of all) parts.breakers.restarted(at);
    this.#begin(at);
    const text =
      "The desk was restarted: books are unknown until their snapshots, orders go to the back of their queues";
    for (const { parts } of all) {
      parts.gate.record({ kind: "restart", cause: "host", text });
      parts.host.onGap(null);
    }
  }

  /** Effects since the last call, in order. */
  drainEffects(): Effect[] {
    return this.#lanes.base.parts.effects.drain();
  }

  /** Drain first: effects that nobody took are not part of it. Without books it resumes like after `applyRestart`. */
  checkpoint({ books }: Readonly<{ books: boolean }> = { books: true }): EngineCheckpoint {
    return seal(this.#lanes, books);
  }

  /** 16 hex digits over all effects so far and the state. */
  digest(): string {
    return digestOf(this.#lanes);
  }

  view(): EngineView {
    return engineView(this.#lanes.base.parts, this.#lanes.bands());
  }

  /** Limits, breakers and what they are measured against, as of now. */
  riskView(): ReturnType<typeof riskView> {
    return riskView(this.#lanes.base.parts);
  }

  /** @throws RangeError for an index outside the settings' instruments. */
  book(instrument: number): BookView {
    const { markets } = this.#lanes.shared;
    const market = markets[instrument];
    if (!market) throw new RangeError(`there are ${markets.length} instruments, asked for ${instrument}`);
    return market.book;
  }

  /** A copy of the instrument's whole book, for who begins to follow its rows here. @throws RangeError as `book` */
  copyBook(instrument: number): LadderBookState {
    const { markets } = this.#lanes.shared;
    const market = markets[instrument];
    if (!market) throw new RangeError(`there are ${markets.length} instruments, asked for ${instrument}`);
    return market.book.save();
  }

  /** Rows, commands, timers, predictions and restarts so far. */
  get appliedEvents(): number {
    return this.#lanes.shared.clock.appliedEvents;
  }

  /** Engine time: the latest of all receive and exchange times seen; 0 before the first event. */
  now(): Micros {
    return this.#lanes.shared.clock.micros();
  }

  /** What every event that is no market row starts with: its time passes. */
  #begin(at: Micros): void {
    const { clock, wake } = this.#lanes.shared;
    clock.begin(at);
    if (clock.appliedEvents === 1) this.#lanes.start();
    if (clock.now < wake.at) return;
    this.#lanes.runQuiet();
    this.#lanes.runKnown();
  }
}
