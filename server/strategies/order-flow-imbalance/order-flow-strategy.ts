import { type Product, productOf } from "@/server/domain/instrument";
import type { Fill, Order } from "@/server/domain/order";
import type { MarketCursor, SavedParts, Strategy, StrategyContext } from "@/server/engine/strategy/strategy";
import type { OrderFlowParams } from "./order-flow-params";
import { Trader, type TraderState } from "./trader";

/**
 * Order-flow imbalance, long only: docs/strategies/order-flow-imbalance.md says what it does and
 * what to expect of it.
 *
 * Each instrument is traded by itself: spot, and linear perpetuals where the parameters say so; an inverse one
 * never, whose value does not follow its price. Instruments are known from the first call, so that one strategy
 * object serves any desk.
 */
export class OrderFlowStrategy implements Strategy {
  readonly name = "order-flow-imbalance";
  readonly #params: OrderFlowParams;
  /** By instrument; null where this strategy does not trade. */
  #traders: readonly (Trader | null)[] = [];
  /** Of a checkpoint; handed to the traders once the instruments are known. */
  #saved: readonly (TraderState | null)[] | null = null;

  constructor(params: OrderFlowParams) {
    this.#params = params;
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
    const traders = this.#of(ctx);
    if (instrument !== null) traders[instrument]?.onGap(ctx);
    else for (const trader of traders) trader?.onGap(ctx);
  }

  summary(ctx: StrategyContext): string {
    // Before the first event there is nothing to keep, and being looked at must not become a state.
    const isNew = this.#traders.length === 0 && this.#saved === null;
    const traders = isNew ? this.#fresh(ctx) : this.#of(ctx);
    return traders.flatMap((trader) => trader?.summary(ctx) ?? []).join(" · ") || "Nothing here that it trades";
  }

  save(parts?: SavedParts): readonly (TraderState | null)[] {
    return this.#saved ?? this.#traders.map((trader) => trader?.save(parts) ?? null);
  }

  /** @param state what `save` gave; a checkpoint's hash has vouched for it */
  restore(state: unknown): void {
    this.#saved = state as readonly (TraderState | null)[];
    this.#traders = [];
  }

  #of(ctx: StrategyContext): readonly (Trader | null)[] {
    if (this.#traders.length === 0) this.#open(ctx);
    return this.#traders;
  }

  #open(ctx: StrategyContext): void {
    this.#traders = this.#fresh(ctx);
    for (const [i, state] of (this.#saved ?? []).entries()) if (state) this.#traders[i]?.restore(state);
    this.#saved = null;
  }

  #fresh(ctx: StrategyContext): readonly (Trader | null)[] {
    const isTraded = (product: Product) =>
      product === "spot" || (product === "linear" && this.#params.perpetuals === 1);
    return ctx.instruments.map((spec, index) =>
      isTraded(productOf(spec)) ? new Trader({ index, spec }, this.#params) : null,
    );
  }

  #find(ctx: StrategyContext, instrumentId: string): Trader | null | undefined {
    return this.#of(ctx)[ctx.instruments.findIndex(({ id }) => id === instrumentId)];
  }
}
