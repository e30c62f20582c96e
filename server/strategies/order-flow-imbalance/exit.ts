import type { Order } from "@/server/domain/order";
import type { StrategyContext } from "@/server/engine/strategy/strategy";
import { type Quote, QuoteSlot, type QuoteSlotState } from "@/server/strategies/quote";
import { priceText, secondsText, sizeText } from "@/server/strategies/words";
import { inMicros, type Scene, say, send, takeBack } from "./scene";
import { readingsText } from "./words";

export type ExitReason = "stop" | "time" | "decay";
export type ExitState = Readonly<{ slot: QuoteSlotState; reason: ExitReason | null; why: string; startedAt: number }>;

/** Getting out: a post-only offer at the touch, after some patience or at a stop a market order. */
export class Exit {
  readonly #scene: Scene;
  readonly #slot = new QuoteSlot();
  #reason: ExitReason | null = null;
  /** Opening words of its sentences. */
  #why = "";
  #startedAt = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get quote(): Quote | null {
    return this.#slot.quote;
  }

  get isUnderWay(): boolean {
    return this.#reason !== null;
  }

  /** Below this the stop sells, ticks; NaN while flat. */
  get stopTicks(): number {
    return Math.floor(this.#scene.holding.averageTicks * (1 - this.#scene.params.stopBps / 10_000));
  }

  /** Decides whether what is held must go. A stop overrules an exit that is more patient. */
  consider(now: number): void {
    if (this.#reason === "stop") return;
    const { readings, params, holding, spec } = this.#scene;
    const { bidTicks } = readings.touch;
    if (bidTicks <= this.stopTicks) {
      const entry = Math.round(holding.averageTicks);
      const bps = (1 - bidTicks / holding.averageTicks) * 10_000;
      const prices = `The best bid ${priceText(spec, bidTicks)} is ${bps.toFixed(1)} bps below the entry at ${priceText(spec, entry)}`;
      return this.#begin("stop", `${prices}, past the stop of ${params.stopBps} bps`, now);
    }
    if (this.#reason !== null) return;
    if (now - holding.openedAt >= inMicros(params.maxHoldingSeconds)) {
      return this.#begin("time", `Held for ${secondsText(now - holding.openedAt)}, as long as allowed`, now);
    }
    if (readings.slowFlow <= params.exitFlow) this.#begin("decay", `Demand is gone: ${readingsText(readings)}`, now);
  }

  step(ctx: StrategyContext): void {
    const { quote } = this.#slot;
    const now = ctx.now();
    const isUrgent =
      this.#reason === "stop" || now - this.#startedAt >= inMicros(this.#scene.params.exitPatienceSeconds);
    if (quote) this.#watch(ctx, quote, isUrgent);
    else if (this.#slot.isReady(now)) this.#place(ctx, isUrgent);
  }

  /** Nothing is held any more: an offer that is still working is taken back. @returns whether all is done */
  finish(ctx: StrategyContext): boolean {
    const { quote } = this.#slot;
    if (quote) takeBack(ctx, quote, "Nothing is left to sell.");
    else this.#reason = null;
    return quote === null;
  }

  onOrder(ctx: StrategyContext, order: Order): boolean {
    return this.#slot.take(order, ctx.now());
  }

  #begin(reason: ExitReason, why: string, now: number): void {
    this.#reason = reason;
    this.#why = why;
    this.#startedAt = now;
  }

  #watch(ctx: StrategyContext, quote: Quote, isUrgent: boolean): void {
    if (quote.isCancelling || quote.limitTicks === null) return;
    const { readings, params, spec } = this.#scene;
    if (isUrgent) return takeBack(ctx, quote, `${this.#why}; will sell at market.`);
    const { askTicks } = readings.touch;
    if (askTicks >= quote.limitTicks || ctx.now() - quote.sentAt < inMicros(params.requoteSeconds)) return;
    takeBack(ctx, quote, `The best ask moved down to ${priceText(spec, askTicks)}.`);
  }

  #place(ctx: StrategyContext, isUrgent: boolean): void {
    const { readings, holding, spec } = this.#scene;
    const what = sizeText(spec, holding.lots);
    const { askTicks } = readings.touch;
    const note = isUrgent
      ? `${this.#why}; sells ${what} at market${this.#patienceText(ctx.now())}.`
      : `${this.#why}; offers ${what} at ${priceText(spec, askTicks)}.`;
    say(ctx, this.#scene, { action: "exit", text: note });
    const limitTicks = isUrgent ? null : askTicks;
    send(ctx, this.#scene, { slot: this.#slot, side: "sell", limitTicks, sizeLots: holding.lots, note });
  }

  #patienceText(now: number): string {
    return this.#reason === "stop" ? "" : ` after waiting ${secondsText(now - this.#startedAt)} for a buyer`;
  }

  save(): ExitState {
    return { slot: this.#slot.save(), reason: this.#reason, why: this.#why, startedAt: this.#startedAt };
  }

  restore(state: ExitState): void {
    this.#slot.restore(state.slot);
    this.#reason = state.reason;
    this.#why = state.why;
    this.#startedAt = state.startedAt;
  }
}
