import { lots } from "@/server/domain/lots";
import type { Order } from "@/server/domain/order";
import { isFinal } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { MarketCursor, Strategy, StrategyContext } from "@/server/engine/strategy/strategy";
import { MARK_TICKS, monotonicMicros, type Percentiles } from "./messages";

/** One message in so many is answered by an order, or by taking the last one back. */
const ACT_EVERY = 25;

/**
 * Reads the time of sending out of each message, after the strategies before it have decided on it, and
 * writes down how long that took. It stands outside the engine's walls: it reads the machine's clock.
 */
export class MarkStrategy implements Strategy {
  readonly name = "bench-mark";
  #decisions: number[] = [];
  #orders: number[] = [];
  #count = 0;
  #orderId: string | null = null;
  #isCancelling = false;

  onMarket(ctx: StrategyContext, { priceTicks, sizeLots, instrument }: MarketCursor): void {
    if (priceTicks !== MARK_TICKS) return;
    const isActing = ++this.#count % ACT_EVERY === 0 && this.#act(ctx, instrument);
    const took = monotonicMicros() - sizeLots;
    this.#decisions.push(took);
    if (isActing) this.#orders.push(took);
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
    return `${this.#count} messages timed`;
  }

  save(): unknown {
    return null;
  }

  /** Measurements begin anew, never from a checkpoint. */
  restore(): void {
    throw new Error("a bench strategy is not restored");
  }

  /** Warm-up is over. */
  forget(): void {
    this.#decisions = [];
    this.#orders = [];
  }

  results(): Readonly<{ decisions: Percentiles; orders: Percentiles }> {
    return { decisions: percentiles(this.#decisions), orders: percentiles(this.#orders) };
  }

  /** @returns whether an order was decided */
  #act(ctx: StrategyContext, instrument: number): boolean {
    if (this.#orderId !== null) {
      if (!this.#isCancelling) ctx.cancel(this.#orderId, "bench");
      this.#isCancelling = true;
      return false;
    }
    if (!ctx.isOpen(instrument)) return false;
    const draft = {
      instrumentId: ctx.instruments[instrument]?.id ?? "",
      side: "buy",
      type: "limit",
      timeInForce: "GTC",
      postOnly: true,
      limitTicks: ticks(Math.floor(ctx.book(instrument).bestBid() * 0.95)),
      sizeLots: lots(1_000),
    } as const;
    this.#orderId = ctx.submit(draft, "bench");
    return true;
  }
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
