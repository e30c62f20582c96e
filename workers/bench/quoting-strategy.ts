import { lots } from "@/server/domain/lots";
import { FLAG, SIDE } from "@/server/domain/market-block";
import type { Order, OrderDraft, Side } from "@/server/domain/order";
import { isFinal } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { MarketCursor, Strategy, StrategyContext } from "@/server/engine/strategy/strategy";

/**
 * Keeps one post-only order at the touch of the first instrument all the time: a buy while flat, a
 * sell while it holds. For measuring what a working order costs the engine, not for earning.
 */
export class QuotingStrategy implements Strategy {
  readonly name = "bench-quoting";
  readonly #sizeLots: number;
  #orderId: string | null = null;
  #limitTicks = 0;
  #side: Side = "buy";
  #isCancelling = false;

  constructor(sizeLots: number) {
    this.#sizeLots = sizeLots;
  }

  onMarket(ctx: StrategyContext, { instrument, flags }: MarketCursor): void {
    if (instrument !== 0 || (flags & FLAG.end) === 0 || !ctx.mayEnter(0)) return;
    const book = ctx.book(0);
    if (this.#orderId === null) {
      this.#quote(ctx);
    } else if (!this.#isCancelling) {
      const touch = this.#side === "buy" ? book.bestBid() : book.bestAsk();
      const hasLeft = this.#side === "buy" ? touch > this.#limitTicks : touch < this.#limitTicks;
      if (!hasLeft) return;
      this.#isCancelling = true;
      ctx.cancel(this.#orderId, "the touch has left");
    }
  }

  onTimer(): void {}
  onFill(): void {}
  onGap(): void {}

  onOrder(_ctx: StrategyContext, order: Order): void {
    if (order.id !== this.#orderId || !isFinal(order.state)) return;
    this.#orderId = null;
    this.#isCancelling = false;
  }

  summary(): string {
    return "quotes one side";
  }

  save(): unknown {
    return { orderId: this.#orderId, limitTicks: this.#limitTicks, side: this.#side, isCancelling: this.#isCancelling };
  }

  /** Measurements begin anew, never from a checkpoint. */
  restore(): void {
    throw new Error("a bench strategy is not restored");
  }

  #quote(ctx: StrategyContext): void {
    const book = ctx.book(0);
    const held = ctx.positionLots(0);
    this.#side = held > 0 ? "sell" : "buy";
    this.#limitTicks = book.levelPrice(held > 0 ? SIDE.ask : SIDE.bid, 0);
    const draft: OrderDraft = {
      instrumentId: ctx.instruments[0]?.id ?? "",
      side: this.#side,
      type: "limit",
      timeInForce: "GTC",
      postOnly: true,
      limitTicks: ticks(this.#limitTicks),
      sizeLots: lots(held > 0 ? held : this.#sizeLots),
    };
    this.#orderId = ctx.submit(draft, "bench");
  }
}
