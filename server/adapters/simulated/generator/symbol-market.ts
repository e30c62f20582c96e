/** One simulated instrument: its matching engine, those who trade on it, and what the venue tells of it. */
import type { Publish, VenueDepth, VenueTrade } from "@/server/adapters/simulated/binance/venue-model";
import {
  aggregates,
  aggTradeText,
  bookTickerText,
  depthUpdateText,
  tradeText,
} from "@/server/adapters/simulated/binance/wire";
import type { Listing } from "@/server/adapters/simulated/instruments";
import { type Execution, MatchingEngine, type ShadowFill } from "@/server/adapters/simulated/matching/matching-engine";
import type { Side } from "@/server/adapters/simulated/matching/price-level";
import { type EfficientPath, PricePath } from "@/server/adapters/simulated/path/price-path";
import { Rng } from "@/server/adapters/simulated/random/rng";
import type { Character } from "./character";
import { Crash } from "./crash";
import { OrderFlow } from "./order-flow";
import { SymbolBars } from "./symbol-bars";

const TRADES_KEPT = 1_000;
const MICROS_PER_MILLI = 1_000;
/** Ids begin at a count of time, so that they rise over restarts: no symbol trades or changes faster than this for long. */
const ID_EPOCH_MILLIS = 1_600_000_000_000;
const UPDATES_PER_MILLI = 4;

export type SymbolMarketOptions = Readonly<{
  character: Character;
  /** Its own among all instruments of a seed: nobody shares its draws. */
  index: number;
  seed: number;
  startMicros: number;
  /** Default: the path of its own character. Each call gives one with a place of its own. */
  createPath?: () => EfficientPath;
  /** Shared by instruments that fall together; default its own. */
  crash?: Crash;
}>;

const pathOf =
  ({ seed, index, character }: SymbolMarketOptions) =>
  (): EfficientPath =>
    new PricePath({ seed, index, ...character });

export class SymbolMarket {
  readonly listing: Listing;
  readonly engine: MatchingEngine;
  readonly crash: Crash;
  /** For whoever graded a queue model with a shadow in `engine`. */
  onShadowFill: (fill: ShadowFill, atMicros: number) => void = () => {};
  readonly bars: SymbolBars;
  readonly #flow: OrderFlow;
  readonly #trades: VenueTrade[] = [];
  readonly #dirty: Readonly<Record<Side, Set<number>>> = { bid: new Set(), ask: new Set() };
  #unsent: VenueTrade[] = [];
  #publish: Publish = () => {};
  #lastDiffId: number;
  #lastTouch = { bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 };
  #lastTaker = -1;
  #nextTradeId: number;

  constructor(options: SymbolMarketOptions) {
    const { character, index, seed, startMicros, createPath = pathOf(options) } = options;
    const startMillis = Math.floor(startMicros / MICROS_PER_MILLI);
    this.listing = character.listing;
    this.crash = options.crash ?? new Crash();
    const path = createPath();
    this.bars = new SymbolBars({ ...options, path: createPath(), startMillis });
    this.#nextTradeId = firstTradeId(startMicros);
    this.engine = new MatchingEngine(
      {
        onExecution: (execution) => this.#onExecution(execution),
        onLevelChange: (side, ticks) => void this.#dirty[side].add(ticks),
        onShadowFill: (fill) => this.onShadowFill(fill, this.#flow.nowMicros),
      },
      { orderId: firstUpdateId(startMicros), updateId: firstUpdateId(startMicros) },
    );
    this.#flow = new OrderFlow({
      character,
      engine: this.engine,
      rng: new Rng(seed, [index, startMillis]),
      efficient: (micros) => {
        const point = path.at(micros);
        return { price: point.price * this.crash.factor(micros), volatility: point.volatility };
      },
      startMicros,
      onEvent: () => this.#tell(),
    });
    this.#lastDiffId = this.engine.updateId;
  }

  /** Time of the last event. */
  get nowMicros(): number {
    return this.#flow.nowMicros;
  }

  /**
   * Ends the time before anybody could listen. Ids go on from a count of time, not from where that time left
   * them, so that they rise over restarts however soon one follows another.
   */
  open(atMicros: number): void {
    const shift = Math.max(0, firstTradeId(atMicros) - this.#nextTradeId);
    this.#nextTradeId += shift;
    this.#trades.forEach((trade, i) => {
      this.#trades[i] = { ...trade, id: trade.id + shift, aggregateId: trade.aggregateId + shift };
    });
    this.engine.raiseIds(firstUpdateId(atMicros));
    this.#lastDiffId = this.engine.updateId;
    for (const side of [this.#dirty.bid, this.#dirty.ask]) side.clear();
  }

  /** Lives on until then, and tells trades and changes of the touch as they happen. */
  advance(untilMicros: number, publish: Publish): void {
    this.#publish = publish;
    this.#flow.advance(untilMicros);
  }

  /** The changes since the last call; nothing when there were none. */
  publishDepth(atMicros: number, publish: Publish): void {
    const last = this.engine.updateId;
    if (last === this.#lastDiffId) return;
    const update = {
      atMillis: Math.floor(atMicros / MICROS_PER_MILLI),
      first: this.#lastDiffId + 1,
      last,
      previous: this.#lastDiffId,
      bids: this.#changes("bid"),
      asks: this.#changes("ask"),
    };
    this.#lastDiffId = last;
    publish(`${this.listing.symbol.toLowerCase()}@depth@100ms`, depthUpdateText(this.listing, update));
  }

  depth(limit: number): VenueDepth {
    const { engine } = this;
    return { lastUpdateId: engine.updateId, bids: engine.side("bid").top(limit), asks: engine.side("ask").top(limit) };
  }

  trades(limit: number): readonly VenueTrade[] {
    return this.#trades.slice(-limit);
  }

  #onExecution({ ticks, lots, takerOrderId, isBuyerMaker }: Execution): void {
    const atMillis = Math.floor(this.#flow.nowMicros / MICROS_PER_MILLI);
    const previous = this.#trades.at(-1);
    const isSame = previous !== undefined && previous.ticks === ticks && this.#lastTaker === takerOrderId;
    const id = this.#nextTradeId++;
    const trade = { id, ticks, lots, atMillis, isBuyerMaker, aggregateId: isSame ? previous.aggregateId : id };
    this.#lastTaker = takerOrderId;
    this.#trades.push(trade);
    if (this.#trades.length > 2 * TRADES_KEPT) this.#trades.splice(0, this.#trades.length - TRADES_KEPT);
    this.#unsent.push(trade);
    this.bars.add(trade);
  }

  /** After each thing that happened: its trades, and the touch if it changed. */
  #tell(): void {
    const name = this.listing.symbol.toLowerCase();
    if (this.#unsent.length > 0) {
      for (const trade of this.#unsent) this.#publish(`${name}@trade`, tradeText(this.listing, trade));
      for (const run of aggregates(this.#unsent)) this.#publish(`${name}@aggTrade`, aggTradeText(this.listing, run));
      this.#unsent = [];
    }
    const bid = this.engine.best("bid");
    const ask = this.engine.best("ask");
    if (bid === null || ask === null) return;
    const last = this.#lastTouch;
    if (
      bid.ticks === last.bidTicks &&
      bid.lots === last.bidLots &&
      ask.ticks === last.askTicks &&
      ask.lots === last.askLots
    )
      return;
    this.#lastTouch = { bidTicks: bid.ticks, bidLots: bid.lots, askTicks: ask.ticks, askLots: ask.lots };
    const touch = {
      lastUpdateId: this.engine.updateId,
      bids: [[bid.ticks, bid.lots]],
      asks: [[ask.ticks, ask.lots]],
    } as const;
    const ticker = bookTickerText(this.listing, touch, Math.floor(this.nowMicros / MICROS_PER_MILLI));
    if (ticker !== null) this.#publish(`${name}@bookTicker`, ticker);
  }

  #changes(side: Side): readonly (readonly [number, number])[] {
    const changed = [...this.#dirty[side]].sort((a, b) => (side === "bid" ? b - a : a - b));
    this.#dirty[side].clear();
    return changed.map((ticks) => [ticks, this.engine.lotsAt(side, ticks)] as const);
  }
}

const firstTradeId = (micros: number): number => Math.floor(micros / MICROS_PER_MILLI) - ID_EPOCH_MILLIS;
const firstUpdateId = (micros: number): number => firstTradeId(micros) * UPDATES_PER_MILLI;
