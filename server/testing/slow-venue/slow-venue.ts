/**
 * A second venue, written from docs/engine.md and DOMAIN.md 4 and from nothing of server/engine: slow,
 * with maps and sorted copies, every rule spelled out. The differential test holds the two together.
 *
 * It knows limit and market orders with every time in force, post-only, cancels and amends, on one
 * instrument whose feed has no gaps and no late prints.
 */
export type Side = "buy" | "sell";
export type Model = "riskAverse" | "log" | "touch";

export type SlowOrder = {
  readonly id: string;
  readonly side: Side;
  readonly isMarket: boolean;
  readonly timeInForce: string;
  readonly postOnly: boolean;
  limit: number;
  left: number;
  filled: number;
};

export type SlowFill = Readonly<{ id: string; price: number; lots: number; rule: string; at: number }>;

type Resting = { order: SlowOrder; acceptedAt: number; ahead: number; seen: number; traded: number };

const other = (side: Side): Side => (side === "buy" ? "sell" : "buy");
/** Whether a price is better for the owner of an order of this side to be behind: deeper than the limit. */
const isBeyond = (side: Side, price: number, limit: number): boolean =>
  side === "buy" ? price < limit : price > limit;

export class SlowVenue {
  readonly fills: SlowFill[] = [];
  /** How each order ended, by id. */
  readonly ends = new Map<string, string>();
  /** Displayed lots: bids are what buyers show. */
  readonly #book = { buy: new Map<number, number>(), sell: new Map<number, number>() };
  /** Taken by us and not reported anew since. */
  readonly #taken = { buy: new Map<number, number>(), sell: new Map<number, number>() };
  /** In order of arrival at their price. */
  #resting: Resting[] = [];
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  snapshotBegins(): void {
    for (const side of ["buy", "sell"] as const) {
      this.#book[side].clear();
      this.#taken[side].clear();
    }
  }

  /** A level as it now is. */
  level({ side, price, lots, at }: Row): void {
    if (lots === 0) this.#book[side].delete(price);
    else this.#book[side].set(price, lots);
    this.#taken[side].delete(price);
    for (const mine of this.#resting) {
      if (mine.order.side !== side || mine.order.limit !== price) continue;
      if (at <= mine.acceptedAt) {
        mine.ahead = Math.min(Math.max(mine.ahead + lots - mine.seen, 0), lots);
        mine.seen = lots;
        continue;
      }
      mine.ahead = this.#aheadAfter(mine, lots);
      mine.seen = lots;
      mine.traded = 0;
    }
  }

  /** The book is whole again: has its other side come to our orders? */
  messageEnds(at: number): void {
    if (this.#best("buy", false) >= this.#best("sell", false)) return;
    for (const side of ["buy", "sell"] as const) {
      const mine = this.#ours(side);
      const first = mine[0];
      if (!first) continue;
      const facing = this.#best(other(side), false);
      if (facing !== first.order.limit && !isBeyond(side, facing, first.order.limit)) continue;
      for (const resting of mine) {
        if (at <= resting.acceptedAt) continue;
        const best = this.#best(other(side), true);
        const { limit } = resting.order;
        if (best !== limit && !isBeyond(side, best, limit)) break;
        const offered = this.#takeUpTo(resting.order);
        const lots = isBeyond(side, best, limit) ? resting.order.left : offered;
        resting.ahead = 0;
        this.#fill(resting.order, { price: limit, lots, rule: "level_passed", at });
      }
    }
  }

  /** `side` is the aggressor's. */
  trade({ side: aggressor, price, lots, at }: Row): void {
    for (const side of ["buy", "sell"] as const) {
      let given = 0;
      for (const mine of this.#ours(side)) {
        const { order } = mine;
        const through = isBeyond(side, price, order.limit);
        if (!through && price !== order.limit) break;
        if (at <= mine.acceptedAt) continue;
        if (this.#model === "touch") {
          this.#fill(order, { price: order.limit, lots: order.left, rule: through ? "traded_through" : "touch", at });
        } else if (through) {
          const got = Math.min(order.left, lots - given);
          mine.ahead = 0;
          given += got;
          if (got > 0) this.#fill(order, { price: order.limit, lots: got, rule: "traded_through", at });
        } else if (aggressor !== side) {
          const reaching = lots - given;
          const got = Math.min(Math.max(reaching - mine.ahead, 0), order.left);
          mine.ahead = Math.max(mine.ahead - reaching, 0);
          mine.traded += lots;
          given += got;
          if (got > 0) this.#fill(order, { price: order.limit, lots: got, rule: "queue_reached", at });
        }
      }
    }
  }

  submit(order: SlowOrder, at: number): void {
    const best = this.#best(other(order.side), true);
    const crosses = best === order.limit || isBeyond(order.side, best, order.limit);
    if (order.postOnly && crosses) return void this.ends.set(order.id, "REJECTED");
    const walk = this.#walk(order);
    if (order.timeInForce === "FOK" && walk.lots < order.left) return void this.ends.set(order.id, "EXPIRED");
    this.#enter(order, at, walk);
  }

  cancel(id: string): void {
    const found = this.#resting.find(({ order }) => order.id === id);
    if (!found) return;
    this.#resting = this.#resting.filter((mine) => mine !== found);
    this.ends.set(id, "CANCELLED");
  }

  amend(id: string, { limit, size }: Change, at: number): void {
    const found = this.#resting.find(({ order }) => order.id === id);
    if (!found) return;
    const { order } = found;
    const newLimit = limit ?? order.limit;
    const newLeft = (size ?? order.filled + order.left) - order.filled;
    if (newLeft <= 0) return this.cancel(id);
    if (newLimit === order.limit && newLeft <= order.left) {
      order.left = newLeft;
      return;
    }
    const best = this.#best(other(order.side), true);
    if (order.postOnly && (best === newLimit || isBeyond(order.side, best, newLimit))) return;
    this.#resting = this.#resting.filter((mine) => mine !== found);
    order.limit = newLimit;
    order.left = newLeft;
    this.#enter(order, at, this.#walk(order));
  }

  #enter(order: SlowOrder, at: number, walk: Walk): void {
    const rests = !order.isMarket && order.timeInForce === "GTC" && !walk.metOurselves && order.left > walk.lots;
    if (rests) {
      const displayed = this.#book[order.side].get(order.limit) ?? 0;
      this.#resting.push({ order, acceptedAt: at, ahead: displayed, seen: displayed, traded: 0 });
    }
    for (const { price, lots } of walk.takes) {
      this.#take(other(order.side), price, lots);
      this.#fill(order, { price, lots, rule: "walked_book", at });
    }
    if (rests || order.left === 0) return;
    const isExpired = !walk.metOurselves && !order.isMarket;
    this.ends.set(order.id, isExpired ? "EXPIRED" : "CANCELLED");
  }

  #walk(order: SlowOrder): Walk {
    const facing = other(order.side);
    const own = this.#ours(facing)[0]?.order.limit;
    const takes: { price: number; lots: number }[] = [];
    let left = order.left;
    let metOurselves = false;
    for (const price of this.#prices(facing)) {
      if (left === 0) break;
      if (!order.isMarket && !(price === order.limit || isBeyond(order.side, price, order.limit))) break;
      if (own !== undefined && (own === price || isBeyond(order.side, own, price))) {
        metOurselves = true;
        break;
      }
      const there = Math.min(this.#available(facing, price), left);
      if (there > 0) takes.push({ price, lots: there });
      left -= there;
    }
    // What is left may not rest across an order of ours either.
    const isWithin = own !== undefined && (own === order.limit || isBeyond(order.side, own, order.limit));
    return { takes, lots: order.left - left, metOurselves: metOurselves || (left > 0 && !order.isMarket && isWithin) };
  }

  /** Takes what the other side shows up to the order's price. @returns lots */
  #takeUpTo(order: SlowOrder): number {
    const facing = other(order.side);
    let left = order.left;
    for (const price of this.#prices(facing)) {
      if (left === 0 || !(price === order.limit || isBeyond(order.side, price, order.limit))) break;
      const lots = Math.min(this.#available(facing, price), left);
      this.#take(facing, price, lots);
      left -= lots;
    }
    return order.left - left;
  }

  #fill(order: SlowOrder, { price, lots, rule, at }: Omit<SlowFill, "id">): void {
    if (lots === 0) return;
    order.left -= lots;
    order.filled += lots;
    this.fills.push({ id: order.id, price, lots, rule, at });
    if (order.left > 0) return;
    this.#resting = this.#resting.filter((mine) => mine.order !== order);
    this.ends.set(order.id, "FILLED");
  }

  #aheadAfter({ ahead, seen, traded }: Resting, next: number): number {
    const gone = seen - next - traded;
    if (gone < 0) return Math.min(ahead, next);
    const back = Math.max(seen - ahead, 0);
    const p = this.#model === "log" ? behindShare(back, ahead) : 1;
    const exact = ahead - (1 - p) * gone + Math.min(back - p * gone, 0);
    // Against us, and blind to the last bits of a double.
    return Math.max(Math.min(Math.ceil(exact - 1e-7), next), 0);
  }

  /** Ours of a side, best price first, then first come. */
  #ours(side: Side): readonly Resting[] {
    const sign = side === "buy" ? -1 : 1;
    const mine = this.#resting
      .map((resting, i) => ({ resting, i }))
      .filter(({ resting }) => resting.order.side === side);
    mine.sort((a, b) => sign * (a.resting.order.limit - b.resting.order.limit) || a.i - b.i);
    return mine.map(({ resting }) => resting);
  }

  #prices(side: Side): readonly number[] {
    const sign = side === "buy" ? -1 : 1;
    return [...this.#book[side].keys()].sort((a, b) => sign * (a - b));
  }

  #best(side: Side, lessTaken: boolean): number {
    return this.#prices(side).find((price) => !lessTaken || this.#available(side, price) > 0) ?? Number.NaN;
  }

  #available(side: Side, price: number): number {
    return Math.max((this.#book[side].get(price) ?? 0) - (this.#taken[side].get(price) ?? 0), 0);
  }

  #take(side: Side, price: number, lots: number): void {
    if (lots > 0) this.#taken[side].set(price, (this.#taken[side].get(price) ?? 0) + lots);
  }
}

export type Row = Readonly<{ side: Side; price: number; lots: number; at: number }>;

/** Null leaves it as it is; the size is the whole new one. */
type Change = Readonly<{ limit: number | null; size: number | null }>;

type Walk = Readonly<{ takes: readonly { price: number; lots: number }[]; lots: number; metOurselves: boolean }>;

/** In whole parts per million, upwards. */
function behindShare(back: number, ahead: number): number {
  const [b, a] = [Math.log(1 + back), Math.log(1 + ahead)];
  return a + b > 0 ? Math.min(Math.ceil((b / (a + b)) * 1e6), 1e6) / 1e6 : 1;
}
