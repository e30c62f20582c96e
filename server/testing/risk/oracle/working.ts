/** Orders on their way or working, with the amends that the desk has asked for and not heard of. */
import type { Order } from "@/server/domain/order";
import { isFinal } from "@/server/domain/order";

type Change = Readonly<{ limitTicks: number | null; sizeLots: number | null }>;
export type Working = { order: Order; readonly amends: Change[] };

export class WorkingOrders {
  readonly #all = new Map<string, Working>();

  /** @returns whether it is new and was sent */
  see(order: Order): boolean {
    const known = this.#all.get(order.id);
    if (isFinal(order.state)) this.#all.delete(order.id);
    else if (!known) this.#all.set(order.id, { order, amends: [] });
    else known.order = order;
    return !known && !isFinal(order.state);
  }

  /** The venue answered: the oldest amend is done or was refused. */
  answered(orderId: string): void {
    this.#all.get(orderId)?.amends.shift();
  }

  asked(orderId: string, change: Change): void {
    this.#all.get(orderId)?.amends.push(change);
  }

  find(orderId: string): Working | null {
    return this.#all.get(orderId) ?? null;
  }

  all(): readonly Working[] {
    return [...this.#all.values()];
  }
}

/** Most that it may still fill, whatever of its amends goes through. */
export function leftLots({ order, amends }: Working): number {
  const sizes = [order.sizeLots, ...amends.flatMap(({ sizeLots }) => sizeLots ?? [])];
  return Math.max(Math.max(...sizes) - order.filledLots, 0);
}

/** Its limit or trigger; null for what takes any price. */
export function limitOf({ order, amends }: Working): number | null {
  const limits = [order.limitTicks, ...amends.map(({ limitTicks }) => limitTicks)].filter((ticks) => ticks !== null);
  if (limits.length === 0) return order.stopTicks;
  return order.side === "buy" ? Math.max(...limits) : Math.min(...limits);
}
