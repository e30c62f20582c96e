import { SIDE } from "@/server/domain/market-block";
import { RollingSum, type RollingSumState } from "./rolling-sum";
import { WarmUp } from "./warm-up";

export type TradeFlowImbalanceState = Readonly<{
  since: number | null;
  signed: readonly RollingSumState[];
  total: readonly RollingSumState[];
}>;

/**
 * (bought - sold) / (bought + sold) over time windows, by the aggressor that the venue names
 * (DOMAIN 2), −1 to +1. The sums are exact integers of lots.
 */
export class TradeFlowImbalance {
  readonly #signed: readonly RollingSum[];
  readonly #total: readonly RollingSum[];
  readonly #warmUp = new WarmUp();

  constructor(windowsMicros: readonly number[]) {
    this.#signed = windowsMicros.map((window) => new RollingSum(window));
    this.#total = windowsMicros.map((window) => new RollingSum(window));
  }

  /** The feed is alive at `at`, with or without a trade: silence warms the window as well. */
  begin(at: number): void {
    this.#warmUp.begin(at);
  }

  /** @param aggressor SIDE.buy or SIDE.sell */
  trade(at: number, aggressor: number, lots: number): void {
    this.#warmUp.begin(at);
    const signed = aggressor === SIDE.buy ? lots : -lots;
    for (const sum of this.#signed) sum.add(at, signed);
    for (const sum of this.#total) sum.add(at, lots);
  }

  /** Over the k-th window; 0 when nothing traded in it, null until it was seen whole. */
  value(k: number, at: number): number | null {
    const signed = this.#signed[k];
    const total = this.#total[k];
    if (!signed || !total || !this.#warmUp.covers(total.windowMicros, at)) return null;
    signed.advance(at);
    total.advance(at);
    return total.sum > 0 ? signed.sum / total.sum : 0;
  }

  reset(): void {
    this.#warmUp.reset();
    for (const sum of this.#signed) sum.clear();
    for (const sum of this.#total) sum.clear();
  }

  save(): TradeFlowImbalanceState {
    return {
      since: this.#warmUp.save(),
      signed: this.#signed.map((sum) => sum.save()),
      total: this.#total.map((sum) => sum.save()),
    };
  }

  restore(state: TradeFlowImbalanceState): void {
    this.#warmUp.restore(state.since);
    for (const [k, saved] of state.signed.entries()) this.#signed[k]?.restore(saved);
    for (const [k, saved] of state.total.entries()) this.#total[k]?.restore(saved);
  }
}
