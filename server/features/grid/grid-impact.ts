import { SIDE } from "@/server/domain/market-block";
import type { Print } from "./grid-flow";
import { slopeOf } from "./slope";

export const BAR_SECONDS = 10;
/** Half an hour. */
export const IMPACT_BARS = 180;
const DOLLARS_PER_MILLION = 1e6;

export type GridImpactState = Readonly<{
  openMid: number | null;
  flow: number;
  dollars: number;
  /** Whole bars, oldest first: signed root flow, return in bps, dollars. */
  bars: readonly (readonly [number, number, number])[];
}>;

/**
 * What flow does to the price, over bars of ten seconds at whole multiples of ten: Kyle's lambda (Kyle, "Continuous
 * Auctions and Insider Trading", Econometrica 53(6), 1985; the regression on signed root dollar volume is Hasbrouck's,
 * "Trading Costs and Returns for U.S. Equities", J. Finance 64(3), 2009) and Amihud's illiquidity.
 */
export class GridImpact {
  /** Quote units of a tick times a lot; of an inverse contract, of a lot. */
  readonly #dollarsOf: (print: Print) => number;
  readonly #flows = new Float64Array(IMPACT_BARS);
  readonly #returns = new Float64Array(IMPACT_BARS);
  readonly #dollars = new Float64Array(IMPACT_BARS);
  #count = 0;
  #openMid = Number.NaN;
  #flow = 0;
  #dollarsOpen = 0;
  #lambda = { slope: Number.NaN, t: Number.NaN };
  #amihud = Number.NaN;

  constructor(dollarsOf: (print: Print) => number) {
    this.#dollarsOf = dollarsOf;
  }

  trade(print: Print): void {
    const dollars = this.#dollarsOf(print);
    this.#flow += (print.aggressor === SIDE.buy ? 1 : -1) * Math.sqrt(dollars);
    this.#dollarsOpen += dollars;
  }

  /** A second is over, and left this mid (half ticks). A bar counts from its first second or not at all. */
  closeSecond(second: number, mid: number): void {
    if ((second + 1) % BAR_SECONDS !== 0) return;
    if (!Number.isNaN(this.#openMid)) this.#close((10_000 * (mid - this.#openMid)) / this.#openMid);
    this.#openMid = mid;
    this.#flow = 0;
    this.#dollarsOpen = 0;
  }

  /** bps of the mid per root of a quote unit, and its t-statistic; NaN until half an hour of whole bars is known. */
  get lambda(): Readonly<{ slope: number; t: number }> {
    return this.#lambda;
  }

  /** Mean of |return in bps| per million quote units, over the bars that traded. */
  get amihud(): number {
    return this.#amihud;
  }

  clear(): void {
    this.#count = 0;
    this.#openMid = Number.NaN;
    this.#flow = 0;
    this.#dollarsOpen = 0;
    this.#measure();
  }

  save(): GridImpactState {
    const bars = Array.from({ length: this.#count }, (_, i) => {
      return [this.#flows[i] ?? 0, this.#returns[i] ?? 0, this.#dollars[i] ?? 0] as const;
    });
    const orNull = (value: number) => (Number.isNaN(value) ? null : value);
    return {
      openMid: orNull(this.#openMid),
      flow: this.#flow,
      dollars: this.#dollarsOpen,
      bars,
    };
  }

  load({ openMid, flow, dollars, bars }: GridImpactState): void {
    this.clear();
    for (const [i, [signed, change, traded]] of bars.entries()) {
      this.#flows[i] = signed;
      this.#returns[i] = change;
      this.#dollars[i] = traded;
    }
    this.#count = bars.length;
    this.#openMid = openMid ?? Number.NaN;
    this.#flow = flow;
    this.#dollarsOpen = dollars;
    this.#measure();
  }

  #close(returnBps: number): void {
    // Kept in order of time, so that the sums below do not depend on where a ring began: 180 moves in ten seconds.
    if (this.#count === IMPACT_BARS) {
      for (const column of [this.#flows, this.#returns, this.#dollars]) column.copyWithin(0, 1);
      this.#count--;
    }
    this.#flows[this.#count] = this.#flow;
    this.#returns[this.#count] = returnBps;
    this.#dollars[this.#count] = this.#dollarsOpen;
    this.#count++;
    this.#measure();
  }

  #measure(): void {
    this.#lambda = { slope: Number.NaN, t: Number.NaN };
    this.#amihud = Number.NaN;
    if (this.#count < IMPACT_BARS) return;
    this.#lambda = slopeOf(this.#flows, this.#returns);
    let [sum, bars] = [0, 0];
    for (let i = 0; i < IMPACT_BARS; i++) {
      const dollars = this.#dollars[i] as number;
      if (dollars === 0) continue;
      sum += Math.abs(this.#returns[i] as number) / (dollars / DOLLARS_PER_MILLION);
      bars++;
    }
    if (bars > 0) this.#amihud = sum / bars;
  }
}
