import { productOf } from "@/server/domain/instrument";
import type { Order, Side } from "@/server/domain/order";
import type { StrategyContext } from "@/server/engine/strategy/strategy";
import { type Quote, QuoteSlot, type QuoteSlotState } from "@/server/strategies/quote";
import { priceText, secondsText, sizeText } from "@/server/strategies/words";
import type { Opinion } from "./opinion";
import { inMicros, type Scene, say, send, takeBack } from "./scene";

/** A stop does not wait for a better price; what left because of time alone may stay when the answer is renewed. */
type Cause = "stop" | "time" | "opposite";
type Leaving = Readonly<{ cause: Cause; why: string; startedAt: number }>;
export type ExitState = Readonly<{ slot: QuoteSlotState; leaving: Leaving | null }>;

/** Getting out: a limit order at the touch, after some patience or at a stop a market order. */
export class Exit {
  readonly #scene: Scene;
  readonly #slot = new QuoteSlot();
  #leaving: Leaving | null = null;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get isUnderWay(): boolean {
    return this.#leaving !== null;
  }

  get quote(): Quote | null {
    return this.#slot.quote;
  }

  /** The first reason stands, but for a stop, which takes the place of any other. */
  begin(cause: Cause, why: string, now: number): void {
    const isGraver = cause === "stop" && this.#leaving?.cause !== "stop";
    if (this.#leaving === null || isGraver) this.#leaving = { cause, why, startedAt: now };
  }

  /** The answer was renewed. */
  renew(ctx: StrategyContext): void {
    if (this.#leaving?.cause !== "time") return;
    this.#leaving = null;
    const { quote } = this.#slot;
    if (quote) takeBack(ctx, quote, "The model says the same again.");
  }

  step(ctx: StrategyContext, lots: number, opinion: Opinion | null): void {
    const leaving = this.#leaving;
    const { index, params } = this.#scene;
    if (leaving === null || !ctx.book(index).isValid()) return;
    const now = ctx.now();
    const isUrgent = leaving.cause === "stop" || now - leaving.startedAt >= inMicros(params.exitPatienceSeconds);
    const { quote } = this.#slot;
    if (!quote) this.#place(ctx, { lots, isUrgent, opinion });
    else if (isUrgent && quote.limitTicks !== null) takeBack(ctx, quote, `${leaving.why}; will leave at market.`);
    else if (quote.limitTicks !== null && this.#isLeftBehind(ctx, quote)) {
      takeBack(ctx, quote, "The touch moved away.");
    }
  }

  /** Nothing is left to close: what still works is taken back. @returns whether all is done */
  finish(ctx: StrategyContext): boolean {
    const { quote } = this.#slot;
    if (quote) takeBack(ctx, quote, "Nothing is left to close.");
    else this.#leaving = null;
    return quote === null;
  }

  onOrder(ctx: StrategyContext, order: Order): boolean {
    return this.#slot.take(order, ctx.now());
  }

  #isLeftBehind(ctx: StrategyContext, { orderId, limitTicks, sentAt }: Quote): boolean {
    if (limitTicks === null || ctx.now() - sentAt < REQUOTE_MICROS) return false;
    const { index } = this.#scene;
    const order = ctx.working(index).find(({ id }) => id === orderId);
    const book = ctx.book(index);
    return order?.side === "buy" ? book.bestBid() > limitTicks : book.bestAsk() < limitTicks;
  }

  #place(ctx: StrategyContext, wish: Readonly<{ lots: number; isUrgent: boolean; opinion: Opinion | null }>): void {
    const leaving = this.#leaving;
    if (!leaving || !this.#slot.isReady(ctx.now())) return;
    const { index, spec } = this.#scene;
    const side: Side = wish.lots > 0 ? "sell" : "buy";
    const sizeLots = Math.abs(wish.lots);
    const book = ctx.book(index);
    const limitTicks = wish.isUrgent ? null : side === "sell" ? book.bestAsk() : book.bestBid();
    const verb = side === "sell" ? "sells" : "buys back";
    const waited =
      leaving.cause === "stop" || !wish.isUrgent ? "" : ` after ${secondsText(ctx.now() - leaving.startedAt)}`;
    const where = limitTicks === null ? `at market${waited}` : `at ${priceText(spec, limitTicks)}`;
    const note = `${leaving.why}; ${verb} ${sizeText(spec, sizeLots)} ${where}.`;
    say(ctx, this.#scene, { action: "exit", text: note, opinion: wish.opinion });
    const terms = productOf(spec) === "spot" ? {} : { reduceOnly: true };
    send(ctx, this.#scene, { slot: this.#slot, side, limitTicks, sizeLots, terms, note });
  }

  save(): ExitState {
    return { slot: this.#slot.save(), leaving: this.#leaving };
  }

  restore({ slot, leaving }: ExitState): void {
    this.#slot.restore(slot);
    this.#leaving = leaving;
  }
}

/** An exit follows the touch at most this often. */
const REQUOTE_MICROS = 2_000_000;
