import { FLAG, KIND } from "@/server/domain/market-block";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Fill, Order } from "@/server/domain/order";
import type { MarketCursor, StrategyContext } from "@/server/engine/strategy/strategy";
import { priceText, sizeText } from "@/server/strategies/words";
import { Entry, type EntryState } from "./entry";
import { Exit, type ExitState } from "./exit";
import { type Opinion, opinionOf, sideOf } from "./opinion";
import { inMicros, type Scene, say } from "./scene";
import { SignedHolding, type SignedHoldingState } from "./signed-holding";
import { opinionText } from "./words";

export type TraderState = Readonly<{
  opinion: Opinion | null;
  openedBy: string | null;
  holdUntil: number;
  holding: SignedHoldingState;
  entry: EntryState;
  exit: ExitState;
}>;

/** The strategy on one instrument: flat, getting in, holding or getting out; never with orders on both sides. */
export class Trader {
  readonly #scene: Scene;
  readonly #holding: SignedHolding;
  readonly #entry: Entry;
  readonly #exit: Exit;
  /** The last answer that it was given. */
  #opinion: Opinion | null = null;
  /** The model whose answer opened what is held, or is about to: no other one closes it. */
  #openedBy: string | null = null;
  /** µs: when what is held has been held long enough. */
  #holdUntil = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#holding = new SignedHolding(scene.spec);
    this.#entry = new Entry(scene);
    this.#exit = new Exit(scene);
  }

  onPrediction(ctx: StrategyContext, prediction: Prediction): void {
    const isBusy = this.#holding.lots !== 0 || this.#entry.quote !== null;
    if (isBusy && this.#openedBy !== null && this.#openedBy !== prediction.model) return;
    const opinion = opinionOf(prediction, this.#scene.params);
    this.#opinion = opinion;
    if (opinion === null) {
      const text = `${prediction.model} version ${prediction.version} was not asked: ${prediction.refusal ?? "no answer"}.`;
      say(ctx, this.#scene, { action: "hold", text, opinion });
      return;
    }
    if (this.#holding.lots !== 0 && sideOf(opinion) === this.#heldSide) {
      this.#holdUntil = this.#holdFrom(opinion);
      this.#exit.renew(ctx);
    }
    this.#decide(ctx);
  }

  onMarket(ctx: StrategyContext, row: MarketCursor): void {
    if (row.kind !== KIND.bookLevel || (row.flags & FLAG.end) === 0) return;
    if (this.#holding.lots === 0 && !this.#isWaiting) return;
    if (ctx.book(this.#scene.index).isValid()) this.#decide(ctx);
  }

  onTimer(ctx: StrategyContext): void {
    this.#decide(ctx);
  }

  onOrder(ctx: StrategyContext, order: Order): void {
    if (!this.#entry.onOrder(ctx, order)) this.#exit.onOrder(ctx, order);
  }

  onFill(_ctx: StrategyContext, fill: Fill): void {
    this.#holding.take(fill);
  }

  onGap(ctx: StrategyContext): void {
    this.#entry.withdraw(ctx, "Market data were lost", this.#opinion);
  }

  summary(ctx: StrategyContext): string {
    const { spec } = this.#scene;
    const { lots, averageTicks } = this.#holding;
    if (this.#exit.isUnderWay && lots !== 0) return `${spec.symbol} leaves ${sizeText(spec, Math.abs(lots))}`;
    if (lots !== 0) {
      const held = `${lots > 0 ? "holds" : "is short"} ${sizeText(spec, Math.abs(lots))}`;
      const left = Math.max(0, Math.ceil((this.#holdUntil - ctx.now()) / 60_000_000));
      return `${spec.symbol} ${held} from ${priceText(spec, Math.round(averageTicks))}, ${left} min left`;
    }
    if (this.#entry.quote) return `${spec.symbol} waits to be filled`;
    if (this.#opinion === null) return `${spec.symbol} waits for a model to speak`;
    return `${spec.symbol}: ${opinionText(this.#opinion)}`;
  }

  get #isWaiting(): boolean {
    return this.#exit.isUnderWay || this.#entry.quote !== null;
  }

  get #heldSide(): "buy" | "sell" {
    return this.#holding.lots > 0 ? "buy" : "sell";
  }

  #holdFrom({ askedAt, horizonMicros }: Opinion): number {
    const { holdSeconds } = this.#scene.params;
    return askedAt + (holdSeconds > 0 ? inMicros(holdSeconds) : horizonMicros);
  }

  #decide(ctx: StrategyContext): void {
    this.#holding.boundBy(ctx.positionLots(this.#scene.index));
    if (this.#holding.lots === 0) {
      if (this.#exit.isUnderWay && !this.#exit.finish(ctx)) return;
      if (this.#entry.quote) this.#entry.watch(ctx, this.#opinion);
      else this.#consider(ctx);
      return;
    }
    this.#considerLeaving(ctx);
    if (!this.#exit.isUnderWay) this.#entry.watch(ctx, this.#opinion);
    else if (this.#entry.quote) this.#entry.withdraw(ctx, "What has filled is being closed", this.#opinion);
    else this.#exit.step(ctx, this.#holding.lots, this.#opinion);
  }

  /** Once for each answer. */
  #consider(ctx: StrategyContext): void {
    const opinion = this.#opinion;
    if (opinion === null || opinion.isSpent) return;
    this.#opinion = { ...opinion, isSpent: true };
    this.#openedBy = this.#entry.begin(ctx, opinion) ? opinion.model : null;
    if (this.#openedBy !== null) this.#holdUntil = this.#holdFrom(opinion);
  }

  #considerLeaving(ctx: StrategyContext): void {
    const { index, params, spec, mayShort } = this.#scene;
    const now = ctx.now();
    const isLong = this.#holding.lots > 0;
    const book = ctx.book(index);
    if (book.isValid()) {
      const leaveAt = isLong ? book.bestBid() : book.bestAsk();
      const away = ((isLong ? -1 : 1) * params.stopBps) / 10_000;
      const stopTicks = Math.round(this.#holding.averageTicks * (1 + away));
      if (isLong ? leaveAt <= stopTicks : leaveAt >= stopTicks) {
        const text = `The price to leave at, ${priceText(spec, leaveAt)}, is at the stop of ${params.stopBps} bps`;
        this.#exit.begin("stop", text, now);
      }
    }
    const opinion = this.#opinion;
    const side = opinion && sideOf(opinion);
    if (opinion && side && side !== this.#heldSide) this.#exit.begin("opposite", opinionText(opinion), now);
    // What it means for what is held is seen to; spot has no other side that it could be entered on.
    if (opinion && (side === this.#heldSide || !mayShort)) this.#opinion = { ...opinion, isSpent: true };
    if (now >= this.#holdUntil) this.#exit.begin("time", "Held as long as the answer reaches", now);
  }

  save(): TraderState {
    return {
      opinion: this.#opinion,
      openedBy: this.#openedBy,
      holdUntil: this.#holdUntil,
      holding: this.#holding.save(),
      entry: this.#entry.save(),
      exit: this.#exit.save(),
    };
  }

  restore(state: TraderState): void {
    this.#opinion = state.opinion;
    this.#openedBy = state.openedBy;
    this.#holdUntil = state.holdUntil;
    this.#holding.restore(state.holding);
    this.#entry.restore(state.entry);
    this.#exit.restore(state.exit);
  }
}
