import { type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import type { Fill } from "@/server/domain/order";

export type SignedHoldingState = Readonly<{ lots: number; costAtoms: string }>;

/** What the strategy itself holds, long above zero and short below; the desk's other lots are not its business. */
export class SignedHolding {
  readonly #spec: InstrumentSpec;
  lots = 0;
  #costAtoms = 0n;

  constructor(spec: InstrumentSpec) {
    this.#spec = spec;
  }

  /** Average entry price in ticks, fees not included; NaN while flat. */
  get averageTicks(): number {
    return Number(this.#costAtoms) / (Math.abs(this.lots) * Number(this.#spec.atomsPerTickLot));
  }

  take({ side, priceTicks, sizeLots }: Fill): void {
    const way = side === "buy" ? 1 : -1;
    const isClosing = this.lots !== 0 && way !== Math.sign(this.lots);
    const closed = isClosing ? Math.min(sizeLots, Math.abs(this.lots)) : 0;
    this.#shrinkTo(Math.abs(this.lots) - closed);
    const opened = sizeLots - closed;
    if (opened === 0) return;
    this.lots += way * opened;
    this.#costAtoms += notionalAtoms(this.#spec, priceTicks, opened);
  }

  /** Somebody else may have closed it: by hand, or by a limit of the desk. */
  boundBy(positionLots: number): void {
    const isSameWay = Math.sign(positionLots) === Math.sign(this.lots);
    this.#shrinkTo(isSameWay ? Math.abs(positionLots) : 0);
  }

  #shrinkTo(size: number): void {
    const held = Math.abs(this.lots);
    if (size >= held) return;
    this.#costAtoms = size === 0 ? 0n : (this.#costAtoms * BigInt(size)) / BigInt(held);
    this.lots = size === 0 ? 0 : Math.sign(this.lots) * size;
  }

  save(): SignedHoldingState {
    return { lots: this.lots, costAtoms: this.#costAtoms.toString() };
  }

  restore({ lots, costAtoms }: SignedHoldingState): void {
    this.lots = lots;
    this.#costAtoms = BigInt(costAtoms);
  }
}
