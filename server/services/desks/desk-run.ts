/**
 * A desk while it runs: market blocks and commands in, commits and views out. Driven by ticks and
 * ports alone, so that a test can stop it between any two steps.
 *
 * Nothing is shown that is not committed. While the database is away the engine stands still and
 * blocks wait, up to a bound; beyond it the desk declares its feed broken and goes on from whole
 * books once the database is back.
 */
import type { DeskCommand } from "@/server/domain/command";
import { isAppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Bus } from "@/server/ports/bus";
import { topics } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { Desk, DeskLease, DeskStore, PendingCommand } from "@/server/ports/desk-store";
import type { BlockMapping } from "./block-mapping";
import { createBlockMapping } from "./block-mapping";
import { BlockQueue } from "./block-queue";
import type { CommandIntake } from "./command-intake";
import { createCommandIntake } from "./command-intake";
import type { Batch, Committer } from "./committer";
import { createCommitter } from "./committer";
import type { DeskFeed, DeskFeedSink } from "./desk-feed";
import type { DeskModels } from "./desk-models";
import type { EngineDriver } from "./engine-driver";
import type { HostLog } from "./host-log";
import type { Publisher } from "./publisher";
import { createPublisher } from "./publisher";

export type DeskRunDeps = Readonly<{
  desks: DeskStore;
  bus: Bus;
  /** Market time: what the engine is told. */
  market: Clock;
  /** Wall time: beats the ticks. */
  wall: Clock;
  feed: DeskFeed;
  log: HostLog;
  /** Asks the desk's models; null or absent: it has none. */
  models?: DeskModels | null;
}>;

export type RunEnd =
  | Readonly<{ why: "stopped" }>
  | Readonly<{ why: "lease_lost" }>
  /** `command`: the one that was being applied. */
  | Readonly<{ why: "failed"; error: unknown; command: DeskCommand | null }>;

/** One commit a tick at most: twenty a second. */
export const TICK_MILLIS = 50;
/** A desk shows itself once a second even when nothing happens. */
const VIEW_TICKS_MAX = 20;
/** A host that has nothing to commit looks every five seconds whether the desk is still its own. */
const IDLE_TICKS_MAX = 100;
/** Longer than a row needs from the collector to the desk, shorter than anyone waits. */
const CLOCK_GRACE_MICROS = 500_000;
/** How long a stop waits for the database (5 s) before it leaves what is not committed to the past. */
const STOP_TICKS_MAX = 100;

export class DeskRun {
  readonly #deps: DeskRunDeps;
  readonly #desk: Desk;
  readonly #driver: EngineDriver;
  readonly #committer: Committer;
  readonly #publisher: Publisher;
  readonly #intake: CommandIntake;
  readonly #queue = new BlockQueue();
  #mapping: BlockMapping | null = null;
  /** What is known of the books came from a stream that is over. */
  #hasStaleBooks: boolean;
  /** More blocks came than could wait: whole books are asked for as soon as commits go again. */
  #hasHole = false;
  #mayCommit = true;
  #ticksSinceCommit = 0;
  #stopTicksLeft: number | null = null;
  #applying: DeskCommand | null = null;
  #end: RunEnd | null = null;
  #settle: () => void = () => {};

  constructor(deps: DeskRunDeps, { desk, lease, driver }: { desk: Desk; lease: DeskLease; driver: EngineDriver }) {
    this.#deps = deps;
    this.#desk = desk;
    this.#driver = driver;
    this.#hasStaleBooks = lease.checkpoint !== null;
    const facts = { deskId: desk.id, runId: lease.runId };
    this.#committer = createCommitter(deps.desks, lease, {
      onCommitted: (batch) => this.#onCommitted(batch),
      onTrouble: (error) =>
        deps.log.warn({ ...facts, err: error }, "Cannot commit, the desk stands still until it can"),
      onDead: (error) =>
        this.#finish(
          isAppError(error) && error.code === "lease_lost"
            ? { why: "lease_lost" }
            : { why: "failed", error, command: null },
        ),
    });
    this.#publisher = createPublisher({
      bus: deps.bus,
      deskId: desk.id,
      runId: lease.runId,
      onTrouble: (error) => deps.log.warn({ ...facts, err: error }, "Cannot reach the bus"),
    });
    this.#intake = createCommandIntake({
      desks: deps.desks,
      deskId: desk.id,
      apply: (commands) => this.#onCommands(commands),
      onTrouble: (error) => deps.log.warn({ ...facts, err: error }, "Cannot read commands"),
    });
  }

  get appliedEvents(): number {
    return this.#driver.engine.appliedEvents;
  }

  /** Runs until `signal` aborts (then commits what there is) or the run cannot go on. */
  async until(signal: AbortSignal): Promise<RunEnd> {
    const { bus, wall, feed, models } = this.#deps;
    const ended = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    const unsubscribe = await bus.subscribe(topics.deskCommands(this.#desk.id), () => this.#intake.wake());
    const stopTicks = wall.every(TICK_MILLIS, () => this.#tick());
    const stop = (): void => this.#beginStop();
    signal.addEventListener("abort", stop);
    try {
      this.#guard(() => {
        this.#declareRestart();
        feed.open(this.#sink());
      });
      models?.open(this.#desk.settings.instruments, {
        say: (prediction) => this.#guard(() => this.#onPrediction(prediction)),
        copyBook: (instrument) => this.#driver.engine.copyBook(instrument),
      });
      this.#intake.wake();
      if (signal.aborted) stop();
      await ended;
    } finally {
      signal.removeEventListener("abort", stop);
      stopTicks();
      feed.close();
      unsubscribe();
      await models?.close();
    }
    return this.#end ?? { why: "stopped" };
  }

  #sink(): DeskFeedSink {
    return {
      onOpen: (instruments) => this.#guard(() => this.#onOpen(instruments)),
      onBlock: (block) => this.#guard(() => this.#onBlock(block)),
      onLost: (text) => {
        this.#deps.log.warn({ deskId: this.#desk.id, text }, "The desk's feed broke");
        this.#guard(() => this.#declareRestart());
      },
    };
  }

  #onOpen(instruments: readonly InstrumentSpec[]): void {
    this.#mapping = createBlockMapping(instruments, this.#desk.settings.instruments);
    if (this.#hasStaleBooks) this.#declareRestart();
  }

  #onBlock(block: MarketBlock): void {
    if (!this.#mapping || this.#stopTicksLeft !== null) return;
    const mapped = this.#mapping(block);
    if (this.#committer.isStuck()) {
      if (this.#queue.push(mapped)) return;
      this.#hasHole = true;
      this.#mapping = null;
      return;
    }
    this.#apply(mapped);
    this.#commitIfDue();
  }

  #apply(block: MarketBlock): void {
    this.#hasStaleBooks = true;
    this.#driver.applyBlock(block);
    this.#deps.models?.onBlock(block);
  }

  /** Books are unknown from here until snapshot rows come. */
  #declareRestart(): void {
    if (!this.#hasStaleBooks) return;
    this.#hasStaleBooks = false;
    this.#queue.takeAll();
    const at = this.#deps.market.nowMicros();
    this.#driver.applyRestart(at);
    this.#deps.models?.onRestart(at);
    this.#commitIfDue();
  }

  #onCommands(commands: readonly PendingCommand[]): void {
    this.#guard(() => {
      if (this.#committer.isStuck() || this.#stopTicksLeft !== null) return;
      for (const { id, body } of commands) {
        this.#applying = { id, body };
        this.#driver.applyCommand(this.#applying, this.#deps.market.nowMicros());
      }
      this.#applying = null;
      this.#commitIfDue();
    });
  }

  /** While the database is away nothing is decided: an answer of then is let go, and the next bar is asked anew. */
  #onPrediction(prediction: Prediction): void {
    if (this.#committer.isStuck() || this.#stopTicksLeft !== null) return;
    this.#driver.applyPrediction({ ...prediction, at: this.#deps.market.nowMicros() });
    this.#commitIfDue();
  }

  #tick(): void {
    this.#guard(() => {
      this.#mayCommit = true;
      this.#ticksSinceCommit += 1;
      this.#committer.tick();
      this.#intake.tick();
      this.#publisher.tick();
      this.#deps.models?.tick();
      if (this.#stopTicksLeft !== null && this.#stopTicksLeft-- <= 0) {
        this.#finish({ why: "stopped" });
        return;
      }
      if (!this.#committer.isStuck() && this.#stopTicksLeft === null) {
        const until = this.#deps.market.nowMicros() - CLOCK_GRACE_MICROS;
        this.#driver.applyTimersUntil(until);
        this.#deps.models?.onClock(until);
      }
      this.#commitIfDue();
    });
  }

  #commitIfDue(): void {
    if (this.#end || !this.#mayCommit || this.#committer.isBusy()) return;
    const { engine } = this.#driver;
    const effects = engine.drainEffects();
    const isIdle = this.#ticksSinceCommit >= IDLE_TICKS_MAX && this.#stopTicksLeft === null;
    if (effects.length > 0 || isIdle) {
      this.#mayCommit = false;
      this.#ticksSinceCommit = 0;
      // Books are not kept: after a restart they come whole from the feed, and they are most of the size.
      const checkpoint = JSON.stringify(engine.checkpoint({ books: false }));
      this.#committer.send({ effects, checkpoint, at: engine.now(), view: engine.view(), risk: engine.riskView() });
      return;
    }
    if (this.#stopTicksLeft !== null) this.#finish({ why: "stopped" });
    else if (this.#publisher.ticksSinceView() >= VIEW_TICKS_MAX) {
      this.#publisher.committed([], engine.view());
      this.#publisher.risk(() => engine.riskView());
    }
  }

  #onCommitted(batch: Batch): void {
    if (this.#end) return;
    this.#publisher.committed(batch.effects, batch.view);
    this.#publisher.risk(() => batch.risk);
    this.#guard(() => {
      for (const block of this.#queue.takeAll()) this.#apply(block);
      if (this.#hasHole) this.#reopenFeed();
      this.#commitIfDue();
    });
  }

  #reopenFeed(): void {
    this.#hasHole = false;
    this.#deps.log.warn({ deskId: this.#desk.id }, "Market data was let go while the database was away");
    this.#declareRestart();
    this.#deps.feed.open(this.#sink());
  }

  #beginStop(): void {
    if (this.#stopTicksLeft !== null) return;
    this.#stopTicksLeft = STOP_TICKS_MAX;
    this.#mayCommit = true;
    this.#guard(() => this.#commitIfDue());
  }

  /** What the engine throws ends the run: its state can no longer be trusted, and the last commit can. */
  #guard(step: () => void): void {
    if (this.#end) return;
    try {
      step();
    } catch (error) {
      this.#finish({ why: "failed", error, command: this.#applying });
    }
  }

  #finish(end: RunEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#settle();
  }
}
