import { isFinal, type Order } from "@/server/domain/order";

/** The one order that an entry or an exit has at the venue; null limit for a market order. */
export type Quote = {
  readonly orderId: string;
  readonly limitTicks: number | null;
  readonly sizeLots: number;
  readonly sentAt: number;
  isCancelling: boolean;
};

/** A rejected order is not sent again at once: the reason may last. */
const RETRY_MICROS_MIN = 500_000;
const RETRY_MICROS_MAX = 30_000_000;

export type QuoteSlotState = Readonly<{ quote: Quote | null; retryAt: number; rejections: number }>;

/** Keeps at most one order at a time, and patience after a rejection. */
export class QuoteSlot {
  quote: Quote | null = null;
  #retryAt = 0;
  #rejections = 0;

  isReady(now: number): boolean {
    return this.quote === null && now >= this.#retryAt;
  }

  /** @returns whether it was this slot's order */
  take(order: Order, now: number): boolean {
    if (order.id !== this.quote?.orderId) return false;
    if (order.state === "REJECTED") {
      this.#retryAt = now + Math.min(RETRY_MICROS_MAX, RETRY_MICROS_MIN * 2 ** Math.min(this.#rejections, 10));
      this.#rejections += 1;
    } else if (order.state === "ACCEPTED" || order.filledLots > 0) {
      this.#rejections = 0;
    }
    if (isFinal(order.state)) this.quote = null;
    return true;
  }

  save(): QuoteSlotState {
    return { quote: this.quote && { ...this.quote }, retryAt: this.#retryAt, rejections: this.#rejections };
  }

  restore(state: QuoteSlotState): void {
    this.quote = state.quote && { ...state.quote };
    this.#retryAt = state.retryAt;
    this.#rejections = state.rejections;
  }
}
