/**
 * Shadow orders in a market, each alone at its venue under one queue model, with no latency either way.
 * Arrival, queue and fills are the engine's own (`server/engine/venue`); this only carries rows to them, in
 * the engine's order: the book first, then each venue.
 */
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketRow } from "@/server/domain/market-block";
import type { FillRule } from "@/server/domain/order";
import { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { L3Change } from "@/server/engine/book/l3-book";
import { OwnPrices } from "@/server/engine/book/own-prices";
import { acceptNew } from "@/server/engine/venue/arrivals";
import { Consumption } from "@/server/engine/venue/consumption";
import { onOrderRow } from "@/server/engine/venue/exact";
import { Impact } from "@/server/engine/venue/impact";
import { onBookEnd, onLevel, onSnapshot, onTrade } from "@/server/engine/venue/passive";
import { queueModel } from "@/server/engine/venue/queue-models";
import { RestingOrders } from "@/server/engine/venue/resting-orders";
import type { Venue } from "@/server/engine/venue/venue";
import { PLAIN_TERMS } from "@/server/engine/venue/venue-order";
import { WaitingOrders } from "@/server/engine/venue/waiting-orders";

export type LotsAt = Readonly<{ at: number; lots: number }>;

export type RuledFill = LotsAt & Readonly<{ rule: FillRule }>;

/** One order under one model. */
export type Shadow = Readonly<{
  model: string;
  venue: Venue;
  /** As they came, with the time of the row that brought them. */
  fills: RuledFill[];
}>;

/** The same order under every model. */
export type ShadowOrder = Readonly<{
  side: number;
  priceTicks: number;
  lots: number;
  at: number;
  shadows: readonly Shadow[];
  /** Lots at its price that its venues are not shown. */
  withheld: { lots: number };
}>;

export type ShadowWish = Omit<ShadowOrder, "shadows" | "withheld">;

/** A post-only limit order and nothing more. */
const POST_ONLY = {
  ...PLAIN_TERMS,
  type: "limit",
  timeInForce: "GTC",
  postOnly: true,
} as const;

export const modelName = (settings: QueueModelSettings): string =>
  settings.kind === "power" ? `power(${settings.exponent})` : settings.kind;

export class ShadowField {
  readonly market: InstrumentMarket;
  readonly #models: readonly QueueModelSettings[];
  readonly #orders = new Set<ShadowOrder>();
  #count = 0;

  constructor({ spec, models }: Readonly<{ spec: InstrumentSpec; models: readonly QueueModelSettings[] }>) {
    this.market = new InstrumentMarket(0, spec);
    this.#models = models;
  }

  /** Enters an order behind all that is displayed now. @returns null when it would not rest */
  enter(wish: ShadowWish): ShadowOrder | null {
    const shadows = this.#models.map((settings) => this.#shadow(settings, wish));
    if (shadows.some(({ venue }) => venue.resting.count === 0)) return null;
    const order = { ...wish, shadows, withheld: { lots: 0 } };
    this.#orders.add(order);
    return order;
  }

  leave(order: ShadowOrder): void {
    this.#orders.delete(order);
  }

  /** @returns what it did to the book of orders, for a row of one */
  apply(row: MarketRow): Readonly<L3Change> | null {
    if (row.kind === KIND.order) return this.#order(row);
    if (row.kind === KIND.bookLevel) this.#level(row);
    else if (row.kind === KIND.bookClear) this.#clear(row);
    else if (row.kind === KIND.bookGap) this.#gap();
    else if (row.kind === KIND.trade && (row.flags & FLAG.suspect) === 0) this.#each((venue) => onTrade(venue, row));
    return null;
  }

  #order(row: MarketRow): Readonly<L3Change> {
    const { isLoading } = this.market.book;
    const change = this.market.openOrders().apply(row, isLoading);
    if (!isLoading) this.#each((venue) => venue.model.kind === "exact" && onOrderRow(venue, change, row), change);
    return change;
  }

  #level(row: MarketRow): void {
    const { book } = this.market;
    const isEnd = (row.flags & FLAG.end) !== 0;
    const isSnapshot = book.isLoading;
    book.level(row.side, row.priceTicks, row.sizeLots);
    book.touched(row.exchangeAt, isEnd);
    this.#each(({ consumption }) => !consumption.isEmpty && consumption.forget(row.side, row.priceTicks));
    if (!isSnapshot) this.#each((venue, { withheld }) => onLevel(venue, less(row, withheld.lots)), row);
    if (isEnd) this.#bookEnd(row.exchangeAt, isSnapshot);
  }

  #clear(row: MarketRow): void {
    const isEnd = (row.flags & FLAG.end) !== 0;
    this.market.book.clear(row.exchangeAt, isEnd);
    this.market.l3?.clear();
    if (isEnd) this.#bookEnd(row.exchangeAt, true);
  }

  #gap(): void {
    this.market.lose();
    this.#each(({ resting }) => {
      for (const side of [0, 1]) for (const order of resting.side(side)) order.needsRequeue = true;
    });
  }

  #bookEnd(at: number, isSnapshot: boolean): void {
    if (isSnapshot) this.#each((venue) => onSnapshot(venue, at));
    const { book } = this.market;
    if (!book.isKnown) return;
    const [bid, ask] = [book.bestBid(), book.bestAsk()];
    for (const { side, priceTicks, shadows } of this.#orders) {
      if (side === 0 ? ask <= priceTicks : bid >= priceTicks) for (const { venue } of shadows) onBookEnd(venue, at);
    }
  }

  /** @param at only the orders that stand there */
  #each(act: (venue: Venue, order: ShadowOrder) => unknown, at?: Readonly<{ side: number; priceTicks: number }>): void {
    for (const order of this.#orders) {
      const { side, priceTicks, shadows } = order;
      if (at && (side !== at.side || priceTicks !== at.priceTicks)) continue;
      for (const { venue } of shadows) {
        if (venue.resting.count === 0) continue;
        act(venue, order);
      }
    }
  }

  #shadow(settings: QueueModelSettings, { side, priceTicks, lots, at }: ShadowWish): Shadow {
    const fills: RuledFill[] = [];
    const own = new OwnPrices();
    const venue: Venue = {
      market: this.market,
      model: queueModel(settings),
      consumption: new Consumption(own),
      impact: new Impact(null, this.market.spec.id),
      resting: new RestingOrders(own),
      waiting: new WaitingOrders(),
      positionLots: () => 0,
      credit: () => null,
      sink: {
        moment: (happenedAt) => ({ happenedAt, knownAt: happenedAt }),
        report: () => {},
        filled: (_, { happenedAt }, fill) => void fills.push({ at: happenedAt, lots: fill.lots, rule: fill.rule }),
        trace: null,
        later: () => {},
        forget: () => {},
      },
    };
    const id = `shadow-${++this.#count}`;
    acceptNew(venue, { ...POST_ONLY, id, side, limitTicks: priceTicks, sizeLots: lots }, at);
    return { model: modelName(settings), venue, fills };
  }
}

const less = (row: MarketRow, lots: number): MarketRow =>
  lots === 0 ? row : { ...row, sizeLots: Math.max(row.sizeLots - lots, 0) };

/** Others' lots ahead of a shadow; none once it has filled. */
export const aheadOf = ({ venue }: Shadow, side: number): number => venue.resting.side(side)[0]?.queue.aheadLots ?? 0;
