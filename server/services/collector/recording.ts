/** The half of a collector that stores and shows: everything that may be slow, fail and be tried again. */
import type { Candle } from "@/server/domain/candle";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { MICROS_PER_SECOND, type Micros, micros } from "@/server/domain/micros";
import type { FeedView } from "@/server/domain/views";
import { encodeWire } from "@/server/domain/wire";
import { topics } from "@/server/ports/bus";
import { BulkWriter } from "./bulk-writer";
import { Candles } from "./candles";
import type { CollectorDeps } from "./collector-deps";
import type { FeedNormaliser } from "./feed-normaliser";
import { GapLedger } from "./gap-ledger";
import { fillHistory } from "./history";
import { MarketViewPublisher } from "./market-views";
import { type RecordedInstrument, Recorder } from "./recorder";
import { isStale } from "./staleness";

/** What the regimes of volatility are reckoned over (DOMAIN.md 5). */
const HISTORY_DAYS = 90;
/** A dead letter keeps this much of the message; characters stand for bytes, which venues' JSON makes equal. */
const RAW_MAX = 64 * 1_024;
const REPAIR_EVERY_SECONDS = 3;

export type RecordingDeps = CollectorDeps &
  Readonly<{
    specs: readonly InstrumentSpec[];
    normaliser: FeedNormaliser;
    signal: AbortSignal;
    /** The venue's time, µs. */
    venueNow: () => Micros;
  }>;

const secondOf = (at: Micros): number => Math.floor(at / MICROS_PER_SECOND);

export class Recording {
  readonly #deps: RecordingDeps;
  readonly #writer: BulkWriter;
  readonly #candles: Candles;
  readonly #recorder: Recorder;
  readonly #instruments: readonly RecordedInstrument[];
  readonly #busy = new Set<string>();
  readonly #broken = new Set<string>();
  readonly ledger: GapLedger;
  deadLetters = 0;
  #snapshotSecond: number;
  #seconds = 0;

  constructor(deps: RecordingDeps) {
    const { specs, normaliser, bus, market } = deps;
    this.#deps = deps;
    this.#snapshotSecond = secondOf(deps.clock.nowMicros());
    this.#writer = new BulkWriter({ market, onTrouble: this.#trouble("The database takes no market data") });
    this.ledger = new GapLedger(this.#writer);
    this.#candles = new Candles({
      specs,
      venueNow: deps.venueNow,
      put: (candle) => this.#writer.putCandle(candle),
      onImplausible: (candle, spec) => this.#refuseCandle(candle, spec),
    });
    this.#instruments = specs.map((spec, i) => {
      const feed = normaliser.feed(i);
      return { spec, feed, view: new MarketViewPublisher({ spec, feed, bus }) };
    });
    const { ledger } = this;
    this.#recorder = new Recorder({
      instruments: this.#instruments,
      writer: this.#writer,
      candles: this.#candles,
      ledger,
    });
  }

  /** Closes what a dead collector left open, notes the hole since it, and begins to fetch history. */
  start(): void {
    const { clock, market, source, specs, connection, signal, venueNow } = this.#deps;
    const now = clock.nowMicros();
    this.#guard("restart", async () => {
      await market.closeOpenGaps(source.venueId, now);
      for (const spec of specs) await this.#noteRestart(spec, now);
    });
    const retrying = { clock: this.#deps.wallClock, signal, onTrouble: this.#trouble("History is not complete yet") };
    const onCandle = (instrument: number, candle: Candle) => this.#candles.fetched(instrument, candle);
    const days = this.#deps.historyDays ?? HISTORY_DAYS;
    const store = () => this.#storePage();
    this.#guard("history", () => fillHistory({ connection, market, onCandle, store, retrying, venueNow, days }, specs));
  }

  async #storePage(): Promise<boolean> {
    await this.#writer.flush();
    return this.#writer.hasRoomForCandles;
  }

  consume(block: MarketBlock): void {
    this.#recorder.consume(block);
  }

  addDeadLetter(reason: string, text: string): void {
    this.deadLetters++;
    const at = this.#deps.clock.nowMicros();
    this.#writer.addDeadLetter({ venueId: this.#deps.source.venueId, at, reason, raw: text.slice(0, RAW_MAX) });
  }

  /** Venue times between which trades of these instruments may have been missed. */
  markIncomplete(instruments: readonly number[], from: number, to: number): void {
    this.#candles.markIncomplete(instruments, from, to);
  }

  /** Ten times a second: views, and the snapshot of each new second of market time. */
  publish(now: Micros): void {
    for (const { view, feed, spec } of this.#instruments) {
      this.#guard(`view ${spec.id}`, () => view.publish(this.#candles.builder(feed.index).current()));
    }
    const second = secondOf(now);
    if (second === this.#snapshotSecond) return;
    this.#snapshotSecond = second;
    this.#recorder.snapshot(micros(second * MICROS_PER_SECOND));
  }

  /** Once a second. */
  second(now: Micros, hasEnded: boolean): void {
    for (const { spec, feed } of this.#instruments) {
      const { isLive, bookReceivedAt, tradeReceivedAt } = feed;
      const startedAt = micros(Math.max(bookReceivedAt, tradeReceivedAt));
      const silent = isLive && !hasEnded && isStale({ isLive, hasGap: false, bookReceivedAt, tradeReceivedAt }, now);
      if (silent) this.ledger.open(spec, { kind: "stale", startedAt, text: "no news, or none of the book" });
      else this.ledger.close(spec, "stale", now);
    }
    this.#candles.tick();
    if (this.#seconds++ % REPAIR_EVERY_SECONDS === 0) {
      this.#guard("repair", () => this.#candles.repair(this.#deps.connection));
    }
    void this.#writer.flush();
  }

  publishFeed(view: FeedView): void {
    this.#guard("feed", () => this.#deps.bus.publish(topics.feed(this.#deps.source.venueId), encodeWire(view)));
  }

  /** Writes what waits. Gaps stay open: the next start closes them. */
  async stop(): Promise<void> {
    await this.#writer.flush();
    // The first may have been under way already when the last rows came.
    await this.#writer.flush();
  }

  /** What was stored last ends where this run begins; a recording played anew begins earlier than that. */
  async #noteRestart(spec: InstrumentSpec, now: Micros): Promise<void> {
    const last = await this.#deps.market.latestBook(spec.id);
    const startedAt = last?.book.at;
    const feed = this.#instruments.find((each) => each.spec === spec)?.feed;
    if (startedAt === undefined || startedAt >= now) return;
    this.ledger.open(spec, { kind: "restart", startedAt, text: "nothing was collected" });
    if (feed?.isLive) this.ledger.close(spec, "restart", now);
  }

  #refuseCandle(candle: Candle, spec: InstrumentSpec): void {
    this.addDeadLetter(`the candle of ${spec.symbol} is impossible`, JSON.stringify(candle));
  }

  /** Runs `work` unless the last one of this name is under way; its failure is said once and forgotten. */
  #guard(name: string, work: () => Promise<void>): void {
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    work()
      .then(() => this.#broken.delete(name))
      .catch((error: unknown) => {
        if (!this.#broken.has(name)) this.#trouble(`Not done, will be tried again: ${name}`)(error);
        this.#broken.add(name);
      })
      .finally(() => this.#busy.delete(name));
  }

  #trouble(sentence: string): (error: unknown) => void {
    return (error) => {
      const text = error instanceof Error ? error.message : String(error);
      this.#deps.log.warn({ venueId: this.#deps.source.venueId, error: text }, sentence);
    };
  }
}
