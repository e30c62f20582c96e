import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND } from "@/server/domain/market-block";
import type { Fill, Order } from "@/server/domain/order";
import type { MarketCursor, SavedParts, StrategyContext } from "@/server/engine/strategy/strategy";
import { Entry, type EntryState } from "./entry";
import { Exit, type ExitState } from "./exit";
import { Holding, type HoldingState } from "./holding";
import type { OrderFlowParams } from "./order-flow-params";
import { Readings, type ReadingsState } from "./readings";
import type { Scene } from "./scene";
import { stanceText } from "./stance";

export type TraderState = Readonly<{
  readings: ReadingsState;
  holding: HoldingState;
  entry: EntryState;
  exit: ExitState;
}>;

/**
 * The strategy on one instrument. It is flat, or getting in, or holding, or getting out, and never
 * has orders on both sides: an exit waits until what is left of the entry is withdrawn.
 */
export class Trader {
  readonly #scene: Scene;
  readonly #entry: Entry;
  readonly #exit: Exit;

  constructor(instrument: Readonly<{ index: number; spec: InstrumentSpec }>, params: OrderFlowParams) {
    this.#scene = { ...instrument, params, readings: new Readings(), holding: new Holding(instrument.spec) };
    this.#entry = new Entry(this.#scene);
    this.#exit = new Exit(this.#scene);
  }

  onMarket(ctx: StrategyContext, row: MarketCursor): void {
    const { readings, index } = this.#scene;
    if (row.kind === KIND.trade) {
      if ((row.flags & FLAG.suspect) === 0) readings.readTrade(ctx.now(), row.side, row.sizeLots);
    } else if (row.kind === KIND.bookLevel && (row.flags & FLAG.end) !== 0) {
      if (readings.readBook(ctx.book(index), ctx.now())) this.#decide(ctx);
    }
  }

  /** Patience runs out in a quiet market too. */
  onTimer(ctx: StrategyContext): void {
    const { readings, index } = this.#scene;
    if (!ctx.book(index).isValid()) return;
    readings.reckon(ctx.now());
    this.#decide(ctx);
  }

  onOrder(ctx: StrategyContext, order: Order): void {
    if (!this.#entry.onOrder(ctx, order)) this.#exit.onOrder(ctx, order);
  }

  onFill(ctx: StrategyContext, fill: Fill): void {
    if (fill.side === "buy") this.#scene.holding.buy(fill, ctx.now());
    else this.#scene.holding.sell(fill);
  }

  onGap(ctx: StrategyContext): void {
    this.#scene.readings.reset();
    this.#entry.withdraw(ctx, "Market data were lost");
  }

  summary(ctx: StrategyContext): string {
    return stanceText(ctx, this.#scene, { entry: this.#entry, exit: this.#exit });
  }

  #decide(ctx: StrategyContext): void {
    const { holding, index } = this.#scene;
    holding.shrinkTo(Math.max(0, ctx.positionLots(index)));
    if (holding.lots === 0) {
      if (!this.#exit.isUnderWay || this.#exit.finish(ctx)) this.#entry.step(ctx);
      return;
    }
    this.#exit.consider(ctx.now());
    if (!this.#exit.isUnderWay) this.#entry.step(ctx);
    else if (this.#entry.quote) this.#entry.withdraw(ctx, "What has filled is being sold");
    else this.#exit.step(ctx);
  }

  save(parts?: SavedParts): TraderState {
    return {
      readings: this.#scene.readings.save(parts),
      holding: this.#scene.holding.save(),
      entry: this.#entry.save(),
      exit: this.#exit.save(),
    };
  }

  restore(state: TraderState): void {
    this.#scene.readings.restore(state.readings);
    this.#scene.holding.restore(state.holding);
    this.#entry.restore(state.entry);
    this.#exit.restore(state.exit);
  }
}
