/**
 * A trader for property tests: posts, crosses, cancels and sells at random from its own seeded stream, and
 * keeps all of its state in `save`. It is meant to be everywhere at once, not to earn anything.
 */
import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import type { Fill, Order, OrderDraft } from "@/server/domain/order";
import { Rng, type RngState } from "@/server/domain/rng";
import { ticks } from "@/server/domain/ticks";
import type { MarketCursor, Strategy, StrategyContext } from "@/server/engine/strategy/strategy";

type State = Readonly<{ rng: RngState; orders: number; fills: number; gaps: number; timers: number }>;

export class RestlessStrategy implements Strategy {
  readonly name: string;
  #rng: Rng;
  #orders = 0;
  #fills = 0;
  #gaps = 0;
  #timers = 0;

  constructor(seed: number, name = "restless") {
    this.name = name;
    this.#rng = Rng.derive(seed, name);
  }

  onMarket(ctx: StrategyContext, { instrument }: MarketCursor): void {
    if (this.#rng.next() > 0.05 || !ctx.isOpen(instrument)) return;
    const working = ctx.working(instrument);
    const oldest = working[0];
    if (working.length > 2 && oldest) return ctx.cancel(oldest.id, "too many work");
    ctx.submit(this.#draft(ctx, instrument), "restless");
    ctx.signal({ instrumentId: ctx.instruments[instrument]?.id ?? "", ...RESTLESS });
  }

  onTimer(): void {
    this.#timers++;
  }

  onOrder(_ctx: StrategyContext, _order: Order): void {
    this.#orders++;
  }

  onFill(ctx: StrategyContext, fill: Fill): void {
    this.#fills++;
    if (fill.side === "sell" || this.#rng.next() < 0.5) return;
    ctx.submit({ ...SELL, instrumentId: fill.instrumentId, sizeLots: fill.sizeLots }, "sells what it got");
  }

  onGap(): void {
    this.#gaps++;
  }

  summary(): string {
    return `${this.#fills} fills`;
  }

  save(): State {
    return {
      rng: this.#rng.save(),
      orders: this.#orders,
      fills: this.#fills,
      gaps: this.#gaps,
      timers: this.#timers,
    };
  }

  restore(state: unknown): void {
    const { rng, orders, fills, gaps, timers } = state as State;
    this.#rng = new Rng(rng);
    this.#orders = orders;
    this.#fills = fills;
    this.#gaps = gaps;
    this.#timers = timers;
  }

  #draft(ctx: StrategyContext, instrument: number): OrderDraft {
    const side = ctx.positionLots(instrument) > 0 && this.#rng.next() < 0.6 ? "sell" : "buy";
    const book = ctx.book(instrument);
    const near = book.levelPrice(SIDE[side], 0);
    const offset = Math.floor(this.#rng.next() * 4) - 1;
    const type = this.#rng.next() < 0.15 ? "market" : "limit";
    const roll = this.#rng.next();
    const timeInForce = roll < 0.7 ? "GTC" : roll < 0.85 ? "IOC" : "FOK";
    return {
      instrumentId: ctx.instruments[instrument]?.id ?? "",
      side,
      type,
      timeInForce,
      postOnly: type === "limit" && timeInForce === "GTC" && this.#rng.next() < 0.5,
      limitTicks: type === "market" ? null : ticks(side === "buy" ? near - offset : near + offset),
      sizeLots: lots(10 + Math.floor(this.#rng.next() * 200)),
    };
  }
}

const SELL = { side: "sell", type: "market", timeInForce: "GTC", postOnly: false, limitTicks: null } as const;
const RESTLESS = { strength: 0.5, action: "enter", text: "Restless", inputs: {} } as const;
