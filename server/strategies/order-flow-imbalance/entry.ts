import type { Order } from "@/server/domain/order";
import type { StrategyContext } from "@/server/engine/strategy/strategy";
import { type Quote, QuoteSlot, type QuoteSlotState } from "@/server/strategies/quote";
import { priceText, refusalText, secondsText, sizeText } from "@/server/strategies/words";
import { inMicros, type Scene, say, send, takeBack } from "./scene";
import { confidencePpm, inPpm, strengthOf } from "./size";
import { readingsText } from "./words";

/** A wish that something forbids is said at most this often, and the desk is asked again after so long. */
const HOLD_SAID_MICROS = 30_000_000;
const ASK_AGAIN_MICROS = 1_000_000;

export type EntryState = Readonly<{
  slot: QuoteSlotState;
  startedAt: number;
  requotes: number;
  wantsRequote: boolean;
  heldSaidAt: number;
  askAgainAt: number;
  confidence: number;
}>;

/** Getting in: a post-only bid at the touch that follows it a few times and is withdrawn when the signal fades. */
export class Entry {
  readonly #scene: Scene;
  readonly #slot = new QuoteSlot();
  /** First order of the present or last attempt, µs; 0 before any. */
  #startedAt = 0;
  #requotes = 0;
  #wantsRequote = false;
  #heldSaidAt = 0;
  #askAgainAt = 0;
  /** Of the decision to enter: to follow the touch is no new one. */
  #confidence = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get quote(): Quote | null {
    return this.#slot.quote;
  }

  /** µs until the next entry may begin; 0 when it may now. */
  waitMicros(now: number): number {
    if (this.#startedAt === 0) return 0;
    return Math.max(0, this.#startedAt + inMicros(this.#scene.params.entrySpacingSeconds) - now);
  }

  step(ctx: StrategyContext): void {
    const { quote } = this.#slot;
    if (quote) this.#watch(ctx, quote);
    else if (this.#scene.holding.lots > 0) this.#wantsRequote = false;
    else if (this.#wantsRequote) this.#requote(ctx);
    else if (this.wantsIn()) this.#begin(ctx);
  }

  withdraw(ctx: StrategyContext, why: string): void {
    this.#wantsRequote = false;
    const { quote } = this.#slot;
    if (!quote || quote.isCancelling) return;
    const text = `${why}; the bid at ${priceText(this.#scene.spec, quote.limitTicks ?? 0)} is withdrawn.`;
    say(ctx, this.#scene, { action: "cancel", text });
    takeBack(ctx, quote, text);
  }

  onOrder(ctx: StrategyContext, order: Order): boolean {
    return this.#slot.take(order, ctx.now());
  }

  /** All readings agree that demand has grown. An unknown reading agrees to nothing. */
  wantsIn(): boolean {
    const { readings, params } = this.#scene;
    return (
      readings.fastFlow >= params.fastFlowMin &&
      readings.slowFlow >= params.slowFlowMin &&
      readings.imbalance >= params.imbalanceMin &&
      readings.spreadBps <= params.spreadMaxBps
    );
  }

  #keepsIn(): boolean {
    const { readings, params } = this.#scene;
    return readings.slowFlow >= params.keepShare * params.slowFlowMin && readings.imbalance >= params.withdrawImbalance;
  }

  #watch(ctx: StrategyContext, quote: Quote): void {
    if (quote.isCancelling) return;
    const { index, readings, params } = this.#scene;
    const now = ctx.now();
    if (!readings.isKnown) return this.withdraw(ctx, "The order flow is unknown after a gap in the data");
    if (!ctx.isOpen(index)) return this.withdraw(ctx, "No new risk may be taken now");
    if (!this.#keepsIn()) return this.withdraw(ctx, `Demand faded: ${readingsText(readings)}`);
    if (now - this.#startedAt >= inMicros(params.entryPatienceSeconds)) {
      return this.withdraw(ctx, `Not filled in ${secondsText(now - this.#startedAt)}`);
    }
    const hasMoved = readings.touch.bidTicks > (quote.limitTicks ?? 0);
    if (!hasMoved || now - quote.sentAt < inMicros(params.requoteSeconds)) return;
    if (this.#requotes >= params.requotesMax) {
      return this.withdraw(ctx, `The price has moved away ${this.#requotes + 1} times`);
    }
    this.#requotes += 1;
    this.#wantsRequote = true;
    takeBack(ctx, quote, `The best bid moved up to ${priceText(this.#scene.spec, readings.touch.bidTicks)}.`);
  }

  #requote(ctx: StrategyContext): void {
    const { index, readings, spec } = this.#scene;
    if (!this.#slot.isReady(ctx.now())) return;
    this.#wantsRequote = false;
    if (!this.#keepsIn() || !ctx.isOpen(index)) return;
    const where = priceText(spec, readings.touch.bidTicks);
    this.#place(ctx, (what) => `Follows the best bid to ${where} with ${what}: ${readingsText(readings)}.`);
  }

  #begin(ctx: StrategyContext): void {
    const { index, readings, spec } = this.#scene;
    const now = ctx.now();
    if (this.waitMicros(now) > 0 || now < this.#askAgainAt || !this.#slot.isReady(now)) return;
    this.#confidence = confidencePpm(inPpm(strengthOf(readings, this.#scene.params)));
    const refusal = ctx.entryRefusal(index, { side: "buy", confidencePpm: this.#confidence });
    if (refusal) return this.#hold(ctx, `would enter, but ${refusalText(spec, refusal)}`);
    const where = priceText(spec, readings.touch.bidTicks);
    const isPlaced = this.#place(
      ctx,
      (what) => `Demand grew: ${readingsText(readings)}; bids for ${what} at ${where}.`,
    );
    if (!isPlaced) return;
    this.#startedAt = now;
    this.#requotes = 0;
  }

  /** @returns false when no size came out, which is said */
  #place(ctx: StrategyContext, words: (what: string) => string): boolean {
    const { readings, spec, params, index } = this.#scene;
    const strength = strengthOf(readings, params);
    const { bidTicks } = readings.touch;
    const stopTicks = Math.floor(bidTicks * (1 - params.stopBps / 10_000));
    const request = { side: "buy", limitTicks: bidTicks, strengthPpm: inPpm(strength), stopTicks } as const;
    const sized = ctx.size(index, request);
    if (!sized || sized.lots === 0) {
      this.#hold(ctx, `would enter, but finds no size: ${sized?.refusal ?? "there is no price"}`);
      return false;
    }
    const note = words(sizeText(spec, sized.lots));
    const terms = { confidencePpm: this.#confidence, sizing: sized.note };
    say(ctx, this.#scene, { action: "enter", text: note, strength });
    send(ctx, this.#scene, { slot: this.#slot, side: "buy", limitTicks: bidTicks, sizeLots: sized.lots, terms, note });
    return true;
  }

  #hold(ctx: StrategyContext, why: string): void {
    const now = ctx.now();
    this.#askAgainAt = now + ASK_AGAIN_MICROS;
    if (this.#heldSaidAt !== 0 && now - this.#heldSaidAt < HOLD_SAID_MICROS) return;
    this.#heldSaidAt = now;
    say(ctx, this.#scene, {
      action: "hold",
      text: `Demand grew and it ${why}: ${readingsText(this.#scene.readings)}.`,
    });
  }

  save(): EntryState {
    return {
      slot: this.#slot.save(),
      startedAt: this.#startedAt,
      requotes: this.#requotes,
      wantsRequote: this.#wantsRequote,
      heldSaidAt: this.#heldSaidAt,
      askAgainAt: this.#askAgainAt,
      confidence: this.#confidence,
    };
  }

  restore(state: EntryState): void {
    this.#slot.restore(state.slot);
    this.#startedAt = state.startedAt;
    this.#requotes = state.requotes;
    this.#wantsRequote = state.wantsRequote;
    this.#heldSaidAt = state.heldSaidAt;
    this.#askAgainAt = state.askAgainAt;
    this.#confidence = state.confidence;
  }
}
