import type { BookView } from "@/server/domain/book/book-view";
import { SIDE } from "@/server/domain/market-block";
import type { SavedParts } from "@/server/engine/strategy/strategy";
import { AverageDepth, type AverageDepthState } from "@/server/features/average-depth";
import { depthImbalance } from "@/server/features/depth-imbalance";
import { OrderFlowImbalance, type OrderFlowImbalanceState } from "@/server/features/order-flow-imbalance";
import { emptyTouch, micropriceDeviationBps, spreadBps } from "@/server/features/touch";
import { TradeFlowImbalance, type TradeFlowImbalanceState } from "@/server/features/trade-flow-imbalance";

const SECOND = 1_000_000;
/** Order flow over 1 s and 10 s (DOMAIN 2); depth and trades over the longer one. */
const WINDOWS = [SECOND, 10 * SECOND] as const;
const SLOW = 1;
const IMBALANCE_LEVELS = 5;

type Known = number | null;
export type ReadingsState = Readonly<{
  touch: readonly [bidTicks: Known, bidLots: number, askTicks: Known, askLots: number];
  values: readonly [fastFlow: Known, slowFlow: Known, imbalance: Known, spreadBps: Known];
  flow: OrderFlowImbalanceState;
  depth: AverageDepthState;
  trades: TradeFlowImbalanceState;
}>;

/** What the strategy knows of one instrument's market. */
export class Readings {
  readonly touch = emptyTouch();
  /** Order flow in average touch sizes; NaN until the window was seen whole. */
  fastFlow = Number.NaN;
  slowFlow = Number.NaN;
  /** −1 to +1 over five levels; NaN while unknown. */
  imbalance = Number.NaN;
  spreadBps = Number.NaN;
  readonly #flow = new OrderFlowImbalance(WINDOWS);
  readonly #depth = new AverageDepth(WINDOWS[SLOW]);
  readonly #trades = new TradeFlowImbalance([WINDOWS[SLOW]]);

  /** All windows are whole. */
  get isKnown(): boolean {
    return !Number.isNaN(this.slowFlow) && !Number.isNaN(this.imbalance);
  }

  /** How much of the longest window was seen, s of 10. */
  warmSeconds(now: number): number {
    return Math.floor(this.#flow.warmth(SLOW, now) * (WINDOWS[SLOW] / SECOND));
  }

  /** After a whole book message. @returns false when the book cannot be read: one-sided, crossed or unknown */
  readBook(book: BookView, now: number): boolean {
    const { touch } = this;
    if (!book.isValid()) return false;
    const [bid, ask] = [book.bestBid(), book.bestAsk()];
    if (bid >= ask) return false;
    touch.bidTicks = bid;
    touch.bidLots = book.levelSize(SIDE.bid, 0);
    touch.askTicks = ask;
    touch.askLots = book.levelSize(SIDE.ask, 0);
    this.#flow.update(now, touch);
    this.#depth.update(now, touch);
    this.#trades.begin(now);
    const bids = book.depth(SIDE.bid, IMBALANCE_LEVELS);
    this.imbalance = depthImbalance(bids, book.depth(SIDE.ask, IMBALANCE_LEVELS)) ?? Number.NaN;
    this.spreadBps = spreadBps(touch) ?? Number.NaN;
    this.reckon(now);
    return true;
  }

  readTrade(now: number, aggressor: number, lots: number): void {
    this.#trades.trade(now, aggressor, lots);
  }

  /** Time passed: what left the windows counts no more. */
  reckon(now: number): void {
    const depth = this.#depth.meanLots(now) ?? Number.NaN;
    this.fastFlow = (this.#flow.lots(0, now) ?? Number.NaN) / depth;
    this.slowFlow = (this.#flow.lots(SLOW, now) ?? Number.NaN) / depth;
  }

  /** After a gap: nothing is known until the windows have filled again. */
  reset(): void {
    this.#flow.reset();
    this.#depth.reset();
    this.#trades.reset();
    this.fastFlow = Number.NaN;
    this.slowFlow = Number.NaN;
    this.imbalance = Number.NaN;
  }

  /** For the record of a decision; only what is known. */
  inputs(now: number): Readonly<Record<string, number>> {
    const all = {
      orderFlow1s: this.fastFlow,
      orderFlow10s: this.slowFlow,
      imbalance5: this.imbalance,
      spreadBps: this.spreadBps,
      micropriceBps: micropriceDeviationBps(this.touch) ?? Number.NaN,
      tradeFlow10s: this.#trades.value(0, now) ?? Number.NaN,
      touchDepthLots: this.#depth.meanLots(now) ?? Number.NaN,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)));
  }

  /** Without windows: as after a gap. */
  save({ windows }: SavedParts = { windows: true }): ReadingsState {
    if (!windows) {
      const values = [null, null, null, knownOf(this.spreadBps)] as const;
      return { ...new Readings().save(), touch: this.#savedTouch(), values };
    }
    return {
      touch: this.#savedTouch(),
      values: [knownOf(this.fastFlow), knownOf(this.slowFlow), knownOf(this.imbalance), knownOf(this.spreadBps)],
      flow: this.#flow.save(),
      depth: this.#depth.save(),
      trades: this.#trades.save(),
    };
  }

  #savedTouch(): ReadingsState["touch"] {
    const { bidTicks, bidLots, askTicks, askLots } = this.touch;
    return [knownOf(bidTicks), bidLots, knownOf(askTicks), askLots];
  }

  restore(state: ReadingsState): void {
    const [bidTicks, bidLots, askTicks, askLots] = state.touch;
    const [fastFlow, slowFlow, imbalance, spread] = state.values;
    Object.assign(this.touch, { bidTicks: bidTicks ?? Number.NaN, bidLots, askTicks: askTicks ?? Number.NaN, askLots });
    this.fastFlow = fastFlow ?? Number.NaN;
    this.slowFlow = slowFlow ?? Number.NaN;
    this.imbalance = imbalance ?? Number.NaN;
    this.spreadBps = spread ?? Number.NaN;
    this.#flow.restore(state.flow);
    this.#depth.restore(state.depth);
    this.#trades.restore(state.trades);
  }
}

/** JSON has no NaN. */
const knownOf = (value: number): Known => (Number.isNaN(value) ? null : value);
