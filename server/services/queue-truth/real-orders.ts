/**
 * Real orders of an order-by-order feed as cases: when one comes in to rest, a shadow of its size enters at
 * its price in the moment before it. So the shadow stands behind just the lots that stood before the
 * real one, whose own lots come in behind the shadow, and nothing is taken out of the public data. What
 * would have filled the shadow is what filled the real order.
 *
 * Orders that were taken back are cases too, until then. They count as not filled, as they were not.
 */
import { FLAG, KIND, type MarketBlock, type MarketRow } from "@/server/domain/market-block";
import { rowsOf } from "./rows-of";
import type { ShadowField } from "./shadow-field";
import { PlaceSampler, type TruthCase } from "./truth-case";

const SECOND = 1_000_000;
/** Orders of the first minutes stand in queues of which too little is known. */
const WARM_UP_MICROS = 300 * SECOND;
/** A model that still waits when the real order has filled is watched for so long. */
const LATE_MICROS = 600 * SECOND;

export type Selection = Readonly<{
  /** Furthest from the best price of its side, ppm of it. */
  nearPpm: number;
  /**
   * The real order's own lots, once the shadow stands in its place: shown to the models, behind the shadow, as
   * the public data has them; or withheld, as a desk's own order is not in the data it trades on.
   */
  ownLots: "shown" | "withheld";
}>;

type Live = Readonly<{ of: TruthCase; place: number }>;

export class RealOrders {
  readonly cases: TruthCase[] = [];
  readonly #field: ShadowField;
  readonly #selection: Selection;
  readonly #live = new Map<number, Live>();
  readonly #places = new Map<TruthCase, number>();
  readonly #late: TruthCase[] = [];
  readonly #sampler: PlaceSampler;
  /** Exchange times of the first and last row. */
  readonly span = { from: 0, to: 0 };

  constructor(field: ShadowField, selection: Selection) {
    this.#field = field;
    this.#selection = selection;
    const { market } = field;
    this.#sampler = new PlaceSampler({
      bestTicks: (side) => (side === 0 ? market.book.bestBid() : market.book.bestAsk()),
      aheadLots: (of) => market.l3?.lotsBefore(of.order.side, of.order.priceTicks, this.#places.get(of) ?? 0) ?? 0,
    });
  }

  take(block: MarketBlock): void {
    for (const row of rowsOf(block)) {
      if (this.span.from === 0) this.span.from = row.exchangeAt;
      this.span.to = row.exchangeAt;
      this.#sampler.until(row.exchangeAt);
      this.#endLate(row.exchangeAt);
      if (row.kind === KIND.order) this.#enter(row);
      const change = this.#field.apply(row);
      const live = change && change.place > 0 ? this.#live.get(row.seq) : undefined;
      if (live && change) this.#changed(live, row, change.goneLots);
    }
  }

  /** The orders that rest still when the feed ends. */
  finish(): readonly TruthCase[] {
    for (const { of } of this.#live.values()) of.end = { at: this.span.to, kind: "open" };
    return this.cases;
  }

  #enter(row: MarketRow): void {
    const { book, l3 } = this.#field.market;
    if (row.sizeLots === 0 || (row.flags & FLAG.snapshot) !== 0 || !book.isReady || !l3?.isWhole || l3.has(row.seq))
      return;
    if (row.exchangeAt < this.span.from + WARM_UP_MICROS) return;
    const best = row.side === 0 ? book.bestBid() : book.bestAsk();
    const distanceTicks = Math.max(row.side === 0 ? best - row.priceTicks : row.priceTicks - best, 0);
    if (!(distanceTicks * 1_000_000 <= best * this.#selection.nearPpm)) return;
    const { side, priceTicks, sizeLots: lots } = row;
    const order = this.#field.enter({ side, priceTicks, lots, at: row.exchangeAt - 1 });
    if (!order) return;
    const aheadAtEntryLots = l3.lotsBefore(side, priceTicks, l3.nextPlace);
    const of: TruthCase = { order, aheadAtEntryLots, distanceTicks, fills: [], samples: [], end: null };
    this.cases.push(of);
    this.#live.set(row.seq, { of, place: l3.nextPlace });
    this.#places.set(of, l3.nextPlace);
    this.#sampler.add(of);
    if (this.#selection.ownLots === "withheld") order.withheld.lots = lots;
  }

  #changed({ of, place }: Live, row: MarketRow, goneLots: number): void {
    const at = row.exchangeAt;
    const { withheld } = of.order;
    withheld.lots = Math.max(withheld.lots - goneLots, 0);
    if ((row.flags & FLAG.traded) !== 0) of.fills.push({ at, lots: goneLots });
    const { l3 } = this.#field.market;
    const { side, priceTicks, lots } = of.order;
    const isThere = l3?.has(row.seq) && row.side === side && row.priceTicks === priceTicks;
    if (isThere && l3?.placeOf(row.seq) === place) return;
    const isFilled = of.fills.reduce((sum, fill) => sum + fill.lots, 0) >= lots;
    of.end = { at, kind: isFilled ? "filled" : "gone" };
    this.#live.delete(row.seq);
    this.#places.delete(of);
    if (isFilled) this.#late.push(of);
    else this.#field.leave(of.order);
  }

  #endLate(at: number): void {
    for (let first = this.#late[0]; first?.end && first.end.at + LATE_MICROS < at; first = this.#late[0]) {
      this.#field.leave(first.order);
      this.#late.shift();
    }
  }
}
