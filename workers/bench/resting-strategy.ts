import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import type { Fill, Order, OrderDraft } from "@/server/domain/order";
import { isFinal } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { Strategy, StrategyContext } from "@/server/engine/strategy/strategy";

type Slot = {
  readonly instrument: number;
  readonly rank: number;
  orderId: string | null;
  limitTicks: number;
  /** Bought and not sold again; an order that strayed may have filled in part. */
  heldLots: number;
  isSell: boolean;
};

type Wish = Readonly<{
  instruments: number;
  ordersEach: number;
  sizeLots: readonly number[];
  /** An order further from its level than this is taken back and sent anew, parts per million of the price. */
  strayPpm: number;
}>;

/**
 * Keeps so many post-only orders resting in each instrument, the k-th at the k-th displayed level: a buy,
 * and once it has filled a sell of as much. Looks once a second whether one has strayed, so that its orders
 * rest and fill and are no storm. For measuring what working orders cost the engine, not for earning.
 */
export class RestingStrategy implements Strategy {
  readonly name = "bench-resting";
  readonly #sizeLots: readonly number[];
  readonly #strayPpm: number;
  readonly #slots: readonly Slot[];
  readonly #byOrder = new Map<string, Slot>();

  constructor({ instruments, ordersEach, sizeLots, strayPpm }: Wish) {
    this.#sizeLots = sizeLots;
    this.#strayPpm = strayPpm;
    this.#slots = Array.from({ length: instruments * ordersEach }, (_, i) => ({
      instrument: i % instruments,
      rank: Math.floor(i / instruments),
      orderId: null,
      limitTicks: 0,
      heldLots: 0,
      isSell: false,
    }));
  }

  onMarket(): void {}
  onGap(): void {}

  onTimer(ctx: StrategyContext): void {
    for (const slot of this.#slots) {
      if (slot.orderId === null) this.#send(ctx, slot);
      else if (this.#hasStrayed(ctx, slot)) ctx.cancel(slot.orderId, "its level has moved away");
    }
  }

  onOrder(ctx: StrategyContext, order: Order): void {
    const slot = this.#byOrder.get(order.id);
    if (!slot || !isFinal(order.state)) return;
    this.#byOrder.delete(order.id);
    slot.orderId = null;
    if (order.state === "FILLED") this.#send(ctx, slot);
  }

  onFill(_ctx: StrategyContext, { orderId, side, sizeLots }: Fill): void {
    const slot = this.#byOrder.get(orderId);
    if (slot) slot.heldLots += side === "buy" ? sizeLots : -Number(sizeLots);
  }

  summary(): string {
    return `${this.#byOrder.size} orders rest`;
  }

  save(): unknown {
    return this.#slots.map((slot) => ({ ...slot }));
  }

  /** Measurements begin anew, never from a checkpoint. */
  restore(): void {
    throw new Error("a bench strategy is not restored");
  }

  #hasStrayed(ctx: StrategyContext, slot: Slot): boolean {
    const price = this.#levelOf(ctx, slot);
    return Math.abs(price - slot.limitTicks) * 1_000_000 > this.#strayPpm * price;
  }

  #levelOf(ctx: StrategyContext, { instrument, rank, isSell }: Slot): number {
    return ctx.book(instrument).levelPrice(isSell ? SIDE.ask : SIDE.bid, rank);
  }

  #send(ctx: StrategyContext, slot: Slot): void {
    const wholeLots = this.#sizeLots[slot.instrument] ?? 1;
    // A small rest is too little to sell by itself: it goes with the next.
    slot.isSell = 2 * slot.heldLots >= wholeLots;
    const price = this.#levelOf(ctx, slot);
    if (!ctx.isOpen(slot.instrument) || Number.isNaN(price)) return;
    const draft: OrderDraft = {
      instrumentId: ctx.instruments[slot.instrument]?.id ?? "",
      side: slot.isSell ? "sell" : "buy",
      type: "limit",
      timeInForce: "GTC",
      postOnly: true,
      limitTicks: ticks(price),
      sizeLots: lots(slot.isSell ? slot.heldLots : wholeLots),
    };
    slot.limitTicks = price;
    slot.orderId = ctx.submit(draft, "bench");
    this.#byOrder.set(slot.orderId, slot);
  }
}
