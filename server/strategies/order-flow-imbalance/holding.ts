import { type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import type { Fill } from "@/server/domain/order";

export type HoldingState = Readonly<{ lots: number; costAtoms: string; openedAt: number }>;

/** What the strategy itself bought and still holds; a person's own position in the instrument is not its business. */
export class Holding {
  readonly #spec: InstrumentSpec;
  lots = 0;
  /** Engine time of the first fill, µs; 0 while flat. */
  openedAt = 0;
  #costAtoms = 0n;

  constructor(spec: InstrumentSpec) {
    this.#spec = spec;
  }

  /** Average entry price in ticks, fees not included; NaN while flat. */
  get averageTicks(): number {
    if (this.lots === 0) return Number.NaN;
    return Number(this.#costAtoms) / (this.lots * Number(this.#spec.atomsPerTickLot));
  }

  buy({ priceTicks, sizeLots }: Fill, now: number): void {
    if (this.lots === 0) this.openedAt = now;
    this.lots += sizeLots;
    this.#costAtoms += notionalAtoms(this.#spec, priceTicks, sizeLots);
  }

  sell({ sizeLots }: Fill): void {
    this.shrinkTo(Math.max(0, this.lots - sizeLots));
  }

  /** Somebody else may have sold it: by hand, or by closing everything. */
  shrinkTo(lots: number): void {
    if (lots >= this.lots) return;
    this.#costAtoms = lots === 0 ? 0n : (this.#costAtoms * BigInt(lots)) / BigInt(this.lots);
    this.lots = lots;
    if (lots === 0) this.openedAt = 0;
  }

  save(): HoldingState {
    return { lots: this.lots, costAtoms: this.#costAtoms.toString(), openedAt: this.openedAt };
  }

  restore(state: HoldingState): void {
    this.lots = state.lots;
    this.openedAt = state.openedAt;
    this.#costAtoms = BigInt(state.costAtoms);
  }
}
