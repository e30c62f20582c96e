/** A collector at work: the hot path from message to rows, and the timers beside it. */
import type { InstrumentSpec, Product } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { MICROS_PER_SECOND, type Micros, micros } from "@/server/domain/micros";
import type { FeedView } from "@/server/domain/views";
import type { FeedEvents } from "@/server/ports/market-feed";
import type { CollectorDeps } from "./collector-deps";
import { FeedGauge, type GaugeReading } from "./feed-gauge";
import { FeedNormaliser } from "./feed-normaliser";
import { describeFeed } from "./feed-status";
import { type Line, Lines } from "./lines";
import { Recording } from "./recording";
import { Resync } from "./resync";
import { untilItWorks } from "./wait";

const TICK_MILLIS = 100;
const TICKS_A_SECOND = 10;
const CLOCK_CHECK_SECONDS = 60;
/** How often desks are told, of market time, that a quiet connection stands. */
const BEAT_MICROS = 10 * MICROS_PER_SECOND;

export type CollectorRunDeps = CollectorDeps & Readonly<{ specs: readonly InstrumentSpec[]; signal: AbortSignal }>;

export class CollectorRun {
  readonly specs: readonly InstrumentSpec[];
  readonly #deps: CollectorRunDeps;
  readonly #normaliser: FeedNormaliser;
  readonly #resync: Resync;
  readonly #gauge: FeedGauge;
  readonly #recording: Recording | null;
  readonly #lines: Lines;
  #reading: GaugeReading = { messagesPerSecond: 0, lagMicros: 0 };
  #shownStates = "";
  /** Receive times of the present turn's messages. */
  readonly #turn: number[] = [];
  #beatAt = 0;
  #hasEnded = false;
  #ticks = 0;
  #tickedAt: number;
  #stopTimer = () => {};

  constructor(deps: CollectorRunDeps) {
    const { specs, createMapper, connection, wallClock } = deps;
    this.#deps = deps;
    this.specs = specs;
    this.#tickedAt = wallClock.nowMicros();
    this.#lines = new Lines(specs, this.#tickedAt);
    this.#gauge = new FeedGauge(this.#tickedAt);
    this.#normaliser = new FeedNormaliser({
      specs,
      mapper: createMapper(specs),
      onUnreadable: (reason, text) => this.#recording?.addDeadLetter(reason, text),
    });
    this.#resync = new Resync({
      specs,
      connection,
      normaliser: this.#normaliser,
      isOpen: (instrument) => this.#lines.isOpen(instrument),
      clock: wallClock,
      onSnapshot: () => this.flush(),
      onTrouble: (error, spec) => this.#warn(error, `No book of ${spec.symbol} yet`),
    });
    const venueNow = () => micros(deps.clock.nowMicros() + this.#normaliser.clockOffsetMicros);
    this.#recording = deps.persist ? new Recording({ ...deps, normaliser: this.#normaliser, venueNow }) : null;
  }

  /** Resolves when the first connection stands. */
  async start(): Promise<void> {
    const { connection, specs, signal, wallClock, clock } = this.#deps;
    const retrying = (sentence: string) => ({
      clock: wallClock,
      signal,
      onTrouble: (error: unknown) => this.#warn(error, sentence),
    });
    await untilItWorks(retrying("The venue's clock is not known yet"), () => this.#readClock());
    if (signal.aborted) return;
    for (const line of this.#lines.all()) line.lastMessageAt = clock.nowMicros();
    this.#stopTimer = wallClock.every(TICK_MILLIS, () => this.#tick());
    this.#recording?.start();
    const symbols = specs.map(({ symbol }) => symbol);
    const events: FeedEvents = {
      onMessage: (message) => this.#accept(message),
      onState: (state, text, product) => this.#setConnection(product, state === "open", text),
    };
    await untilItWorks(retrying("The venue is not connected yet"), () => connection.open(symbols, events));
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.flush();
    await this.#recording?.stop();
  }

  setEnded(hasEnded: boolean): void {
    this.#hasEnded = hasEnded;
  }

  /** Hands out the rows that wait. */
  flush(): void {
    if (this.#normaliser.length === 0) return;
    const block = this.#normaliser.take();
    this.#deps.onBlock(block);
    this.#recording?.consume(block);
  }

  books(): MarketBlock {
    this.flush();
    return this.#normaliser.books(this.#deps.clock.nowMicros());
  }

  status(): FeedView {
    const { source, clock, wallClock, specs } = this.#deps;
    return describeFeed({
      source,
      specs,
      feeds: this.#normaliser.feeds,
      connections: this.#lines.statuses(),
      hasEnded: this.#hasEnded,
      now: clock.nowMicros(),
      wallNow: wallClock.nowMicros(),
      gauge: this.#reading,
      gaps: this.#recording?.ledger.count ?? 0,
      deadLetters: this.#recording?.deadLetters ?? 0,
    });
  }

  #accept({ receivedAt, text, product }: Readonly<{ receivedAt: Micros; text: string; product: Product }>): void {
    const line = this.#lines.get(product);
    if (this.#deps.signal.aborted || line === undefined) return;
    line.lastMessageAt = receivedAt;
    // Messages of one read of the socket come in one turn: their rows leave together when it ends.
    if (this.#turn.length === 0) queueMicrotask(() => this.#endTurn());
    this.#turn.push(receivedAt);
    this.#normaliser.accept(receivedAt, text, product);
  }

  #endTurn(): void {
    this.flush();
    const now = this.#deps.clock.nowMicros();
    for (const receivedAt of this.#turn) this.#gauge.handled((now - receivedAt) / this.#deps.source.speed);
    this.#turn.length = 0;
    this.#resync.check();
  }

  #setConnection(product: Product, isOpen: boolean, text: string): void {
    const line = this.#lines.get(product);
    if (line === undefined) return;
    if (line.status.isOpen === isOpen) {
      line.status = { ...line.status, text };
      return;
    }
    this.#markMissed(line);
    line.status = { isOpen, text, since: this.#deps.wallClock.nowMicros() };
    if (!isOpen) this.#normaliser.interrupt(this.#deps.clock.nowMicros(), text, line.instruments);
    this.flush();
    this.#resync.reset(line.instruments);
    if (isOpen) this.#resync.check();
  }

  #tick(): void {
    const wallNow = this.#deps.wallClock.nowMicros();
    this.#gauge.paused(wallNow - this.#tickedAt - TICK_MILLIS * 1_000);
    this.#tickedAt = wallNow;
    const now = this.#deps.clock.nowMicros();
    this.#beat(now);
    this.flush();
    const isSecond = ++this.#ticks % TICKS_A_SECOND === 0;
    if (isSecond) this.#second(now, wallNow);
    this.#recording?.publish(now);
    const view = this.status();
    const states = [view.state, ...view.instruments.map(({ state }) => state)].join();
    if (isSecond || states !== this.#shownStates) this.#recording?.publishFeed(view);
    this.#shownStates = states;
  }

  /** A desk that hears nothing at all takes no new risk; a quiet market is no reason. */
  #beat(now: Micros): void {
    const since = now - BEAT_MICROS;
    if (this.#beatAt > since) return;
    this.#beatAt = now;
    for (const { status, instruments } of this.#lines.all()) {
      if (status.isOpen) this.#normaliser.beat(now, since, instruments);
    }
  }

  #second(now: Micros, wallNow: number): void {
    this.#reading = this.#gauge.read(wallNow);
    for (const line of this.#lines.all()) if (!line.status.isOpen) this.#markMissed(line);
    this.#resync.check();
    this.#recording?.second(now, this.#hasEnded);
    if (this.#ticks % (TICKS_A_SECOND * CLOCK_CHECK_SECONDS) === 0) {
      this.#readClock().catch((error: unknown) => this.#warn(error, "The venue's clock could not be read"));
    }
  }

  /** From the last message to now nothing was seen: the minutes in between are not whole. */
  #markMissed({ instruments, lastMessageAt }: Line): void {
    const offset = this.#normaliser.clockOffsetMicros;
    this.#recording?.markIncomplete(instruments, lastMessageAt + offset, this.#deps.clock.nowMicros() + offset);
  }

  async #readClock(): Promise<void> {
    this.#normaliser.clockOffsetMicros = await this.#deps.connection.fetchClockOffset();
  }

  #warn(error: unknown, sentence: string): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#deps.log.warn({ venueId: this.#deps.source.venueId, error: text }, sentence);
  }
}
