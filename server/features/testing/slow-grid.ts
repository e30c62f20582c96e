/** Microstructure features by their definitions, from the whole history at each asking: what the stream is held against. */
import { FLAG, KIND, type MarketBlock, rowTime } from "@/server/domain/market-block";

const SECOND = 1_000_000;

type Levels = readonly (readonly [price: number, lots: number])[];
type Seen = Readonly<{ at: number; bids: Levels; asks: Levels }>;
type Traded = Readonly<{ at: number; sign: number; price: number; lots: number; mid: number }>;

export class SlowGrid {
  readonly #books: Seen[] = [];
  readonly #trades: Traded[] = [];

  /** Of a block without a gap, instrument 0. */
  constructor(block: MarketBlock) {
    const sides = [new Map<number, number>(), new Map<number, number>()] as const;
    const sorted = (side: 0 | 1): Levels => [...sides[side]].sort((a, b) => (side === 0 ? b[0] - a[0] : a[0] - b[0]));
    let now = 0;
    for (let i = 0; i < block.length; i++) {
      const flags = block.flags[i] ?? 0;
      const [side, price, lots] = [
        block.side[i] === 1 ? 1 : 0,
        block.priceTicks[i] ?? 0,
        block.sizeLots[i] ?? 0,
      ] as const;
      now = Math.max(now, rowTime(block.receivedAt[i] ?? 0, block.exchangeAt[i] ?? 0, flags));
      if (block.kind[i] === KIND.bookClear) for (const levels of sides) levels.clear();
      else if (block.kind[i] === KIND.trade) {
        const book = this.#books.at(-1);
        if ((flags & FLAG.suspect) === 0 && book) {
          this.#trades.push({ at: now, sign: side === 0 ? 1 : -1, price, lots, mid: midOf(book) });
        }
        continue;
      } else if (lots === 0) sides[side].delete(price);
      else sides[side].set(price, lots);
      if ((flags & FLAG.end) !== 0) this.#books.push({ at: now, bids: sorted(0), asks: sorted(1) });
    }
  }

  /** At the begin of a second, µs: by name. */
  row(at: number): Readonly<Record<string, number>> {
    const book = this.#bookBefore(at);
    const mid = midOf(book);
    const [bid, ask] = [book.bids[0] ?? [0, 0], book.asks[0] ?? [0, 0]];
    return {
      spread_bps: (10_000 * (ask[0] - bid[0])) / mid,
      microprice_bps: 10_000 * ((ask[0] * bid[1] + bid[0] * ask[1]) / (ask[1] + bid[1]) / mid - 1),
      ...each([1, 5, 10, 20], (n) => [`imbalance_${n}`, (sizes(book.bids, n) - sizes(book.asks, n)) / depth(book, n)]),
      ...each([1, 5, 20], (n) => [`depth_ratio_${n}`, depth(book, n) / this.#meanDepth(at, n, 300)]),
      spread_to_depth: ((10_000 * (ask[0] - bid[0])) / mid / depth(book, 5)) * this.#meanDepth(at, 5, 300),
      ...each([1, 10, 60], (w) => [`ofi_${w}s`, (2 * this.#flow(at, 0, w)) / this.#meanDepth(at, 1, 60)]),
      ...each([1, 2, 3, 4, 5], (k) => [`ofi_l${k}_10s`, (10 * this.#flow(at, k - 1, 10)) / this.#meanDepth(at, 5, 60)]),
      ...each([1, 10, 60], (w) => [`mid_return_${w}s`, 10_000 * (mid / midOf(this.#bookBefore(at - w * SECOND)) - 1)]),
      ...each([60, 300], (w) => [`mid_volatility_${w}s`, (10_000 * Math.sqrt(this.#squares(at, w))) / mid]),
      ...each([1, 10, 60, 300], (w) => [`trade_flow_${w}s`, this.#tradeFlow(at, w)]),
      ...each([60, 300], (w) => [`vwap_deviation_${w / 60}m`, 10_000 * (mid / this.#vwap(at, w) - 1)]),
      roll_spread: (10_000 * this.#roll(at)) / mid,
      effective_spread: this.#mean(at, 0, (trade) => (20_000 * Math.abs(trade.price - trade.mid)) / mid),
      realised_spread_5s: this.#mean(at, 5, (trade, later) => (20_000 * trade.sign * (trade.price - later)) / mid),
      ...each([0.1, 1, 10, 60], (h) => [
        `markout_${h === 0.1 ? "100ms" : `${h}s`}`,
        this.#mean(at, h, (trade, later) => (10_000 * trade.sign * (later - trade.mid)) / mid),
      ]),
    };
  }

  #bookBefore(at: number): Seen {
    const book = this.#books.findLast((seen) => seen.at < at);
    if (!book) throw new RangeError(`no book before ${at}`);
    return book;
  }

  #within(at: number, seconds: number): Traded[] {
    return this.#trades.filter((trade) => trade.at < at && trade.at >= at - seconds * SECOND);
  }

  /** Mean of what was displayed as each second ended. */
  #meanDepth(at: number, n: number, seconds: number): number {
    let sum = 0;
    for (let k = 0; k < seconds; k++) sum += depth(this.#bookBefore(at - k * SECOND), n);
    return sum / seconds;
  }

  #pairs(at: number, seconds: number): (readonly [Seen, Seen])[] {
    return this.#books.flatMap((after, i) => {
      const before = this.#books[i - 1];
      return before && after.at < at && after.at >= at - seconds * SECOND ? [[before, after] as const] : [];
    });
  }

  #flow(at: number, k: number, seconds: number): number {
    const none = [Number.NaN, 0] as const;
    return this.#pairs(at, seconds).reduce((sum, [before, after]) => {
      const [[b, qb], [a, qa]] = [after.bids[k] ?? none, after.asks[k] ?? none];
      const [[b0, qb0], [a0, qa0]] = [before.bids[k] ?? none, before.asks[k] ?? none];
      return sum + (b >= b0 ? qb : 0) - (b <= b0 ? qb0 : 0) - (a <= a0 ? qa : 0) + (a >= a0 ? qa0 : 0);
    }, 0);
  }

  #squares(at: number, seconds: number): number {
    return this.#pairs(at, seconds).reduce((sum, [before, after]) => sum + (midOf(after) - midOf(before)) ** 2, 0);
  }

  #tradeFlow(at: number, seconds: number): number {
    const trades = this.#within(at, seconds);
    const total = trades.reduce((sum, { lots }) => sum + lots, 0);
    return total === 0 ? 0 : trades.reduce((sum, { sign, lots }) => sum + sign * lots, 0) / total;
  }

  #vwap(at: number, seconds: number): number {
    const trades = this.#within(at, seconds);
    return (
      trades.reduce((sum, { price, lots }) => sum + price * lots, 0) / trades.reduce((sum, { lots }) => sum + lots, 0)
    );
  }

  #roll(at: number): number {
    const changes = this.#trades.map((trade, i) => ({
      at: trade.at,
      by: trade.price - (this.#trades[i - 1]?.price ?? Number.NaN),
    }));
    const pairs = changes.flatMap((change, i) => {
      const before = changes[i - 1]?.by ?? Number.NaN;
      return change.at < at && change.at >= at - 300 * SECOND && !Number.isNaN(before)
        ? [[change.by, before] as const]
        : [];
    });
    const mean = (of: (pair: readonly [number, number]) => number) =>
      pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
    const covariance = mean(([a, b]) => a * b) - mean(([a]) => a) * mean(([, b]) => b);
    return covariance < 0 ? 2 * Math.sqrt(-covariance) : 0;
  }

  /** Over the prints whose look-back `seconds` after them fell into the last minute; `later` is the mid then. */
  #mean(at: number, seconds: number, of: (trade: Traded, later: number) => number): number {
    const due = this.#trades.filter((trade) => {
      const looked = trade.at + seconds * SECOND;
      return looked < at && looked >= at - 60 * SECOND;
    });
    const sum = due.reduce((total, trade) => {
      const book = this.#books.findLast((seen) => seen.at <= trade.at + seconds * SECOND);
      return total + trade.lots * of(trade, book ? midOf(book) : Number.NaN);
    }, 0);
    return sum / due.reduce((total, { lots }) => total + lots, 0);
  }
}

const midOf = ({ bids, asks }: Seen): number => ((bids[0]?.[0] ?? Number.NaN) + (asks[0]?.[0] ?? Number.NaN)) / 2;
const sizes = (levels: Levels, n: number): number => levels.slice(0, n).reduce((sum, [, lots]) => sum + lots, 0);
const depth = ({ bids, asks }: Seen, n: number): number => sizes(bids, n) + sizes(asks, n);
const each = <T>(values: readonly T[], of: (value: T) => readonly [string, number]) =>
  Object.fromEntries(values.map(of));
