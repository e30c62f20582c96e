import { RollingSum, type RollingSumState } from "./rolling-sum";
import { emptyTouch, isTwoSided, type Touch } from "./touch";
import { WarmUp } from "./warm-up";

export type OrderFlowImbalanceState = Readonly<{
  previous: readonly [bidTicks: number, bidLots: number, askTicks: number, askLots: number] | null;
  since: number | null;
  sums: readonly RollingSumState[];
}>;

/**
 * What one change of the touch adds, in lots: growth of demand less growth of supply
 * (Cont, Kukanov & Stoikov, "The Price Impact of Order Book Events", J. Financial Econometrics 12(1), 2014, eq. 1).
 */
export function orderFlowEvent(before: Touch, after: Touch): number {
  let flow = 0;
  if (after.bidTicks >= before.bidTicks) flow += after.bidLots;
  if (after.bidTicks <= before.bidTicks) flow -= before.bidLots;
  if (after.askTicks <= before.askTicks) flow -= after.askLots;
  if (after.askTicks >= before.askTicks) flow += before.askLots;
  return flow;
}

/**
 * Order-flow imbalance: the sum of `orderFlowEvent` over time windows, signed lots, positive when
 * demand grew. Exact, since lots are integers.
 *
 * Fed with each consistent state of the book, so on a venue that sends depth every 100 ms one
 * event is the net change of 100 ms.
 */
export class OrderFlowImbalance {
  readonly #sums: readonly RollingSum[];
  readonly #previous = emptyTouch();
  readonly #warmUp = new WarmUp();

  /** @param windowsMicros one sum each, µs */
  constructor(windowsMicros: readonly number[]) {
    this.#sums = windowsMicros.map((window) => new RollingSum(window));
  }

  /** A book with an empty side has no flow: the windows start anew after it. @param at µs, never falling */
  update(at: number, touch: Touch): void {
    if (!isTwoSided(touch)) {
      this.reset();
      return;
    }
    if (isTwoSided(this.#previous)) {
      const flow = orderFlowEvent(this.#previous, touch);
      if (flow !== 0) for (const sum of this.#sums) sum.add(at, flow);
    } else {
      this.#warmUp.begin(at);
    }
    this.#previous.bidTicks = touch.bidTicks;
    this.#previous.bidLots = touch.bidLots;
    this.#previous.askTicks = touch.askTicks;
    this.#previous.askLots = touch.askLots;
  }

  /** Signed lots over the k-th window as of `at`; null until that window was seen whole. */
  lots(k: number, at: number): number | null {
    const sum = this.#sums[k];
    if (!sum || !this.#warmUp.covers(sum.windowMicros, at)) return null;
    sum.advance(at);
    return sum.sum;
  }

  /** How much of the k-th window was seen since the last gap, 0 to 1. */
  warmth(k: number, at: number): number {
    const sum = this.#sums[k];
    return sum ? this.#warmUp.share(sum.windowMicros, at) : 0;
  }

  /** After a gap. */
  reset(): void {
    this.#previous.bidLots = 0;
    this.#previous.askLots = 0;
    this.#warmUp.reset();
    for (const sum of this.#sums) sum.clear();
  }

  save(): OrderFlowImbalanceState {
    const { bidTicks, bidLots, askTicks, askLots } = this.#previous;
    return {
      previous: isTwoSided(this.#previous) ? [bidTicks, bidLots, askTicks, askLots] : null,
      since: this.#warmUp.save(),
      sums: this.#sums.map((sum) => sum.save()),
    };
  }

  restore(state: OrderFlowImbalanceState): void {
    this.reset();
    if (state.previous) {
      const [bidTicks, bidLots, askTicks, askLots] = state.previous;
      Object.assign(this.#previous, { bidTicks, bidLots, askTicks, askLots });
    }
    this.#warmUp.restore(state.since);
    for (const [k, saved] of state.sums.entries()) this.#sums[k]?.restore(saved);
  }
}
