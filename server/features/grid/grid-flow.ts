import { SIDE } from "@/server/domain/market-block";
import { SecondSums, type SecondSumsState } from "./second-sums";
import { vpin } from "./vpin";

/** Seconds. */
export const TRADE_WINDOWS = [1, 10, 60, 300, 1800] as const;
const DAY_MINUTES = 1_440;
const HALF_HOUR_SECONDS = 1_800;
const SECONDS_PER_MINUTE = 60;

export type Print = Readonly<{ aggressor: number; priceTicks: number; lots: number }>;

export type GridFlowState = Readonly<{
  base: number | null;
  minute: number | null;
  dayVpin: number | null;
  sums: readonly SecondSumsState[];
}>;

/** What traded, by the aggressor that the venue names. */
export class GridFlow {
  readonly bought = new SecondSums(TRADE_WINDOWS);
  readonly sold = new SecondSums(TRADE_WINDOWS);
  /** Lots times ticks from `#base`, a price of the same day: sums of whole prices would pass 2^53. */
  readonly #value = new SecondSums(TRADE_WINDOWS);
  /** The same rings by the minute, for a whole day. */
  readonly #minuteBought = new SecondSums([DAY_MINUTES]);
  readonly #minuteSold = new SecondSums([DAY_MINUTES]);
  #base = Number.NaN;
  #minute = Number.NaN;
  #dayVpin = Number.NaN;

  trade(second: number, { aggressor, priceTicks, lots }: Print): void {
    if (Number.isNaN(this.#base)) this.#base = priceTicks;
    const isBuy = aggressor === SIDE.buy;
    (isBuy ? this.bought : this.sold).add(second, lots);
    this.#value.add(second, lots * (priceTicks - this.#base));
    (isBuy ? this.#minuteBought : this.#minuteSold).add(Math.floor(second / SECONDS_PER_MINUTE), lots);
  }

  /**
   * Mid over the window's volume-weighted price, less 1, in bps; NaN when nothing traded in it.
   * @param mid half ticks
   */
  vwapDeviationBps(w: number, second: number, mid: number): number {
    const lots = this.lots(w, second);
    // Σ lots (mid − 2 price): whole half ticks, so that the base cancels to the last bit.
    const above = (mid - 2 * this.#base) * lots - 2 * this.#value.sum(w, second);
    return lots === 0 ? Number.NaN : (10_000 * above) / (mid * lots - above);
  }

  lots(w: number, second: number): number {
    return this.bought.sum(w, second) + this.sold.sum(w, second);
  }

  /** (bought − sold) / (bought + sold) of the window; 0 when nothing traded. */
  imbalance(w: number, second: number): number {
    const lots = this.lots(w, second);
    return lots === 0 ? 0 : (this.bought.sum(w, second) - this.sold.sum(w, second)) / lots;
  }

  /** Over the trailing half hour, by the second. */
  halfHourVpin(second: number): number {
    this.lots(0, second);
    return vpin({
      bought: (age) => this.bought.slot(second - 1 - age),
      sold: (age) => this.sold.slot(second - 1 - age),
      length: HALF_HOUR_SECONDS,
    });
  }

  /** Over the trailing day as the last whole minute ended, by the minute. */
  dayVpin(second: number): number {
    const minute = Math.floor(second / SECONDS_PER_MINUTE);
    if (minute === this.#minute) return this.#dayVpin;
    this.#minute = minute;
    this.#minuteBought.sum(0, minute);
    this.#minuteSold.sum(0, minute);
    this.#dayVpin = vpin({
      bought: (age) => this.#minuteBought.slot(minute - 1 - age),
      sold: (age) => this.#minuteSold.slot(minute - 1 - age),
      length: DAY_MINUTES,
    });
    return this.#dayVpin;
  }

  clear(): void {
    this.#base = Number.NaN;
    this.#minute = Number.NaN;
    for (const sums of this.#sums()) sums.clear();
  }

  save(): GridFlowState {
    const orNull = (value: number) => (Number.isNaN(value) ? null : value);
    return {
      base: orNull(this.#base),
      minute: orNull(this.#minute),
      dayVpin: orNull(this.#dayVpin),
      sums: this.#sums().map((sums) => sums.save()),
    };
  }

  load(state: GridFlowState): void {
    this.#base = state.base ?? Number.NaN;
    this.#minute = state.minute ?? Number.NaN;
    this.#dayVpin = state.dayVpin ?? Number.NaN;
    for (const [k, saved] of state.sums.entries()) this.#sums()[k]?.load(saved);
  }

  #sums(): readonly SecondSums[] {
    return [this.bought, this.sold, this.#value, this.#minuteBought, this.#minuteSold];
  }
}
