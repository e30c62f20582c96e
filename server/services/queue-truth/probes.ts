/**
 * Orders of nobody as cases: at random moments one is entered at one of the first displayed levels, as a desk
 * would, and stays for a while. It is not in the data, so others do not know of it. Where it really stands is
 * what the `exact` model follows, which the real orders prove.
 */
import type { MarketBlock } from "@/server/domain/market-block";
import { Rng } from "@/server/domain/rng";
import type { CancelOrigins } from "./cancel-origins";
import { rowsOf } from "./rows-of";
import { aheadOf, type LotsAt, type ShadowField, type ShadowOrder, type ShadowWish } from "./shadow-field";
import { PlaceSampler, type TruthCase } from "./truth-case";

/** Levels from the touch that probes are entered at, each as often. */
const LEVELS = 5;
/** A quarter of what is displayed there. */
const SHARE = 4;

/** Who knows where a probe really stands and what it really gets. */
export type ProbeTruth = Readonly<{
  /** Right after it was entered. @returns where its fills will be written */
  entered: (of: TruthCase) => void;
  aheadLots: (of: TruthCase) => number;
  /** Its time is over. */
  left: (of: TruthCase) => void;
}>;

/** Truth by the shadow under the model `exact`. */
export const exactTruth = (): ProbeTruth => {
  const exact = ({ order: { shadows } }: TruthCase) => {
    const found = shadows.find(({ model }) => model === "exact");
    if (!found) throw new RangeError("probes need the exact model beside the others");
    return found;
  };
  return {
    entered: (of) => void Object.assign(of, { fills: exact(of).fills }),
    aheadLots: (of) => aheadOf(exact(of), of.order.side),
    left: () => {},
  };
};

type ProbesOptions = Readonly<{
  field: ShadowField;
  truth: ProbeTruth;
  seed: number;
  /** Exchange times at which probes enter, rising. */
  times: readonly number[];
  lifeMicros: number;
  /** Told of each row of an order, with the probes that live. */
  cancels?: CancelOrigins;
}>;

export class Probes {
  readonly cases: TruthCase[] = [];
  readonly #options: ProbesOptions;
  readonly #rng: Rng;
  readonly #sampler: PlaceSampler;
  #next = 0;
  #oldest = 0;

  constructor(options: ProbesOptions) {
    const { field, truth, seed } = options;
    this.#options = options;
    this.#rng = Rng.derive(seed, "queue-truth.probes");
    this.#sampler = new PlaceSampler({
      bestTicks: (side) => (side === 0 ? field.market.book.bestBid() : field.market.book.bestAsk()),
      aheadLots: truth.aheadLots,
    });
  }

  take(block: MarketBlock): void {
    const { field, times } = this.#options;
    for (const row of rowsOf(block)) {
      const at = row.exchangeAt;
      this.advance(at);
      for (; (times[this.#next] ?? Number.POSITIVE_INFINITY) < at && field.market.book.isReady; this.#next++)
        this.enter(at - 1);
      const change = field.apply(row);
      if (change && this.#options.cancels) this.#options.cancels.see(change, row, this.#live());
    }
  }

  /** Time passes: samples that are due, and probes that have lived their time. */
  advance(at: number): void {
    this.#sampler.until(at);
    for (
      let first = this.cases[this.#oldest];
      first && first.order.at + this.#options.lifeMicros < at;
      first = this.cases[this.#oldest]
    ) {
      first.end = { at: first.order.at + this.#options.lifeMicros, kind: "open" };
      this.#options.field.leave(first.order);
      this.#options.truth.left(first);
      this.#oldest++;
    }
  }

  /** Enters one now, unless the book is too thin. */
  enter(at: number): void {
    const { field, truth } = this.#options;
    const { book } = field.market;
    const side = this.#rng.next() < 0.5 ? 0 : 1;
    const k = Math.floor(this.#rng.next() * LEVELS);
    const priceTicks = book.levelPrice(side, k);
    if (!book.isValid() || Number.isNaN(priceTicks)) return;
    const displayed = book.levelSize(side, k);
    const wish: ShadowWish = { side, priceTicks, lots: Math.max(Math.floor(displayed / SHARE), 1), at };
    const order = field.enter(wish);
    if (!order) return;
    const distanceTicks = Math.abs(priceTicks - book.levelPrice(side, 0));
    const fills: LotsAt[] = [];
    const of: TruthCase = { order, aheadAtEntryLots: displayed, distanceTicks, fills, samples: [], end: null };
    truth.entered(of);
    this.cases.push(of);
    this.#sampler.add(of);
  }

  *#live(): Generator<ShadowOrder> {
    for (let i = this.#oldest; i < this.cases.length; i++) {
      const order = this.cases[i]?.order;
      if (order) yield order;
    }
  }

  /** Probes that lived their whole time. */
  finish(): readonly TruthCase[] {
    return this.cases.slice(0, this.#oldest);
  }
}

/** Moments drawn evenly over a span, sorted. */
export function probeTimes({
  seed,
  count,
  from,
  to,
}: Readonly<{ seed: number; count: number; from: number; to: number }>): number[] {
  const rng = Rng.derive(seed, "queue-truth.times");
  return Array.from({ length: count }, () => from + Math.floor(rng.next() * (to - from))).sort((a, b) => a - b);
}
