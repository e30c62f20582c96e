/** A strategy that does what a test tells it, and counts what it is told. */
import type { Prediction } from "@/server/domain/models/prediction";
import type { Fill, Order } from "@/server/domain/order";
import type { MarketCursor, Strategy, StrategyContext } from "@/server/engine/strategy/strategy";

type Act = (ctx: StrategyContext) => unknown;

export class ScriptedStrategy implements Strategy {
  readonly name: string;
  onNextRow: Act | null = null;
  onNextFill: Act | null = null;
  onEveryOrder: Act | null = null;
  onSummary: Act | null = null;
  onNextPrediction: Act | null = null;
  readonly predictions: Prediction[] = [];
  rows = 0;
  timers = 0;
  fills = 0;
  gaps: (number | null)[] = [];
  readonly orders: Order[] = [];

  constructor(name = "scripted") {
    this.name = name;
  }

  onMarket(ctx: StrategyContext, _row: MarketCursor): void {
    this.rows++;
    const act = this.onNextRow;
    this.onNextRow = null;
    act?.(ctx);
  }

  onTimer(): void {
    this.timers++;
  }

  onOrder(ctx: StrategyContext, order: Order): void {
    this.orders.push(order);
    this.onEveryOrder?.(ctx);
  }

  onFill(ctx: StrategyContext, _fill: Fill): void {
    this.fills++;
    const act = this.onNextFill;
    this.onNextFill = null;
    act?.(ctx);
  }

  onPrediction(ctx: StrategyContext, prediction: Prediction): void {
    this.predictions.push(prediction);
    const act = this.onNextPrediction;
    this.onNextPrediction = null;
    act?.(ctx);
  }

  onGap(_ctx: StrategyContext, instrument: number | null): void {
    this.gaps.push(instrument);
  }

  summary(ctx: StrategyContext): string {
    this.onSummary?.(ctx);
    return "waits";
  }

  save(): unknown {
    return { rows: this.rows, timers: this.timers, fills: this.fills };
  }

  restore(state: unknown): void {
    Object.assign(this, state);
  }
}
