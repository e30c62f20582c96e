import type { Order, Side } from "@/server/domain/order";
import type { StrategyContext } from "@/server/engine/strategy/strategy";
import { type Quote, QuoteSlot, type QuoteSlotState } from "@/server/strategies/quote";
import { priceText, refusalText, secondsText, sizeText } from "@/server/strategies/words";
import { agreeingWith, barsOld, isStale, isStrong, type Opinion, sideOf } from "./opinion";
import { inMicros, type Scene, say, send, takeBack } from "./scene";
import { challengersText, opinionText } from "./words";

export type EntryState = Readonly<{ slot: QuoteSlotState; side: Side; heldSaidAt: number }>;

/** A model that answers each second would fill the list with what it does not do. */
const HOLD_SAID_MICROS = 50_000_000;

/** Getting in, once an answer: a limit order at the touch that is given up after its patience, or a market order. */
export class Entry {
  readonly #scene: Scene;
  readonly #slot = new QuoteSlot();
  #side: Side = "buy";
  #heldSaidAt = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get quote(): Quote | null {
    return this.#slot.quote;
  }

  /** Acts on the answer, or says why it does not. @returns whether an order went out */
  begin(ctx: StrategyContext, opinion: Opinion): boolean {
    const side = sideOf(opinion);
    const why = side === null ? null : this.#objection(ctx, opinion, side);
    if (side === null || why !== null) {
      return this.#hold(ctx, opinion, why === null ? "" : `, but ${why}`);
    }
    return this.#place(ctx, opinion, side);
  }

  /** Withdraws what works when its patience is over, or nothing may be opened any more. */
  watch(ctx: StrategyContext, opinion: Opinion | null): void {
    const { quote } = this.#slot;
    if (!quote || quote.isCancelling || quote.limitTicks === null) return;
    const { index, params } = this.#scene;
    const waited = ctx.now() - quote.sentAt;
    const wanted = opinion && sideOf(opinion);
    if (!ctx.isOpen(index)) this.withdraw(ctx, "No new risk may be taken now", opinion);
    else if (wanted && wanted !== this.#side) this.withdraw(ctx, `Now ${opinionText(opinion)}`, opinion);
    else if (waited >= inMicros(params.entryPatienceSeconds)) {
      this.withdraw(ctx, `Not filled in ${secondsText(waited)}`, opinion);
    }
  }

  withdraw(ctx: StrategyContext, why: string, opinion: Opinion | null): void {
    const { quote } = this.#slot;
    if (!quote || quote.isCancelling) return;
    const text = `${why}; the order to enter is withdrawn.`;
    say(ctx, this.#scene, { action: "cancel", text, opinion });
    takeBack(ctx, quote, text);
  }

  onOrder(ctx: StrategyContext, order: Order): boolean {
    return this.#slot.take(order, ctx.now());
  }

  #objection(ctx: StrategyContext, opinion: Opinion, side: Side): string | null {
    const { index, spec, params, mayShort } = this.#scene;
    const now = ctx.now();
    if (isStale(opinion, now, params)) {
      return `its bar ended ${barsOld(opinion, now).toFixed(1)} bars ago, more than ${params.staleBars}`;
    }
    if (side === "sell" && !mayShort) return "there is nothing to sell and spot is not sold short";
    if (params.strongOnly === 1 && !isStrong(opinion)) return "only strong signals are entered";
    const agreeing = agreeingWith(ctx, { opinion, side, instrument: index, params });
    if (agreeing < params.agreeingModels) {
      return `${agreeing} other models agree where ${params.agreeingModels} must`;
    }
    if (!ctx.book(index).isValid()) return "the book is not known";
    if (!this.#slot.isReady(now)) return "an order of before is still under way or was just rejected";
    const refusal = ctx.entryRefusal(index, { side, confidencePpm: opinion.confidencePpm });
    return refusal && refusalText(spec, refusal);
  }

  #place(ctx: StrategyContext, opinion: Opinion, side: Side): boolean {
    const { index, spec, params } = this.#scene;
    const book = ctx.book(index);
    const touch = side === "buy" ? book.bestBid() : book.bestAsk();
    const limitTicks = params.crossSpread === 1 ? null : touch;
    const { confidencePpm } = opinion;
    const way = side === "buy" ? -1 : 1;
    const stopTicks = Math.max(1, Math.round(touch * (1 + (way * params.stopBps) / 10_000)));
    const sized = ctx.size(index, { side, limitTicks, strengthPpm: confidencePpm, stopTicks });
    if (!sized || sized.lots === 0) {
      return this.#hold(ctx, opinion, `, but it finds no size: ${sized?.refusal ?? "there is no price"}`);
    }
    const verb = side === "buy" ? "buys" : "sells";
    const where = limitTicks === null ? "at market" : `at ${priceText(spec, limitTicks)}`;
    const challengers = challengersText(ctx.predictions(index), opinion);
    const note = `${opinionText(opinion)}; ${verb} ${sizeText(spec, sized.lots)} ${where}${challengers}.`;
    say(ctx, this.#scene, { action: "enter", text: note, opinion });
    const terms = { confidencePpm, sizing: sized.note };
    this.#side = side;
    send(ctx, this.#scene, { slot: this.#slot, side, limitTicks, sizeLots: sized.lots, terms, note });
    return true;
  }

  #hold(ctx: StrategyContext, opinion: Opinion, why: string): false {
    const now = ctx.now();
    if (this.#heldSaidAt !== 0 && now - this.#heldSaidAt < HOLD_SAID_MICROS) return false;
    this.#heldSaidAt = now;
    say(ctx, this.#scene, { action: "hold", text: `${opinionText(opinion)}${why}.`, opinion });
    return false;
  }

  save(): EntryState {
    return { slot: this.#slot.save(), side: this.#side, heldSaidAt: this.#heldSaidAt };
  }

  restore({ slot, side, heldSaidAt }: EntryState): void {
    this.#slot.restore(slot);
    this.#side = side;
    this.#heldSaidAt = heldSaidAt;
  }
}
