import { productOf } from "@/server/domain/instrument";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Fill, Order } from "@/server/domain/order";
import type { MarketCursor, Strategy, StrategyContext } from "@/server/engine/strategy/strategy";
import type { ModelSignalParams } from "./model-signal-params";
import { Trader, type TraderState } from "./trader";

type Traders = readonly (Trader | null)[];

/**
 * Trades what champions say: docs/strategies/model-signal.md. Shadows are heard by nobody here; what they said stands
 * beside each decision for comparison.
 */
export class ModelSignalStrategy implements Strategy {
  readonly name = "model-signal";
  readonly #params: ModelSignalParams;
  /** The one model that it listens to; null: any. */
  readonly #model: string | null;
  /** By instrument; null where it does not trade. Known from the first call on. */
  #traders: Traders = [];
  /** Of a checkpoint, until the instruments are known. */
  #saved: readonly (TraderState | null)[] | null = null;

  constructor(params: ModelSignalParams, model: string | null) {
    this.#params = params;
    this.#model = model;
  }

  onPrediction(ctx: StrategyContext, prediction: Prediction): void {
    if (prediction.role !== "champion" || (this.#model !== null && prediction.model !== this.#model)) return;
    this.#find(ctx, prediction.instrumentId)?.onPrediction(ctx, prediction);
  }

  onMarket(ctx: StrategyContext, row: MarketCursor): void {
    this.#of(ctx)[row.instrument]?.onMarket(ctx, row);
  }

  onTimer(ctx: StrategyContext): void {
    for (const trader of this.#of(ctx)) trader?.onTimer(ctx);
  }

  onOrder(ctx: StrategyContext, order: Order): void {
    this.#find(ctx, order.instrumentId)?.onOrder(ctx, order);
  }

  onFill(ctx: StrategyContext, fill: Fill): void {
    this.#find(ctx, fill.instrumentId)?.onFill(ctx, fill);
  }

  onGap(ctx: StrategyContext, instrument: number | null): void {
    this.#of(ctx).forEach((trader, i) => {
      if (instrument === null || instrument === i) trader?.onGap(ctx);
    });
  }

  summary(ctx: StrategyContext): string {
    // Before the first event there is nothing to keep, and being looked at must not become a state.
    const isNew = this.#traders.length === 0 && this.#saved === null;
    const traders = isNew ? this.#fresh(ctx) : this.#of(ctx);
    return traders.flatMap((trader) => trader?.summary(ctx) ?? []).join(" · ") || "Nothing here that it trades";
  }

  save(): readonly (TraderState | null)[] {
    return this.#saved ?? this.#traders.map((trader) => trader?.save() ?? null);
  }

  /** @param state what `save` gave; a checkpoint's hash has vouched for it */
  restore(state: unknown): void {
    this.#saved = state as readonly (TraderState | null)[];
    this.#traders = [];
  }

  #of(ctx: StrategyContext): Traders {
    if (this.#traders.length === 0) this.#open(ctx);
    return this.#traders;
  }

  #open(ctx: StrategyContext): void {
    this.#traders = this.#fresh(ctx);
    for (const [i, state] of (this.#saved ?? []).entries()) if (state) this.#traders[i]?.restore(state);
    this.#saved = null;
  }

  #fresh(ctx: StrategyContext): Traders {
    const params = this.#params;
    return ctx.instruments.map((spec, index) => {
      const product = productOf(spec);
      const isTraded = product === "spot" || (product === "linear" && params.perpetuals === 1);
      return isTraded ? new Trader({ index, spec, params, mayShort: product === "linear" }) : null;
    });
  }

  #find(ctx: StrategyContext, instrumentId: string): Trader | null | undefined {
    return this.#of(ctx)[ctx.instruments.findIndex(({ id }) => id === instrumentId)];
  }
}
