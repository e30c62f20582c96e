import { FEE_VOLUME_DAYS } from "@/server/domain/fees";

const DAY_MICROS = 86_400_000_000;

export type FeeVolumeState = readonly (readonly [day: number, atoms: bigint])[];

/** The desk's own notional by UTC day of the venue's clock, as far back as fees look. */
export class FeeVolume {
  /** Oldest first. */
  #days: (readonly [day: number, atoms: bigint])[] = [];

  /** Of the thirty UTC days that end with the one of `at`. */
  trailingAtoms(at: number): bigint {
    const day = Math.floor(at / DAY_MICROS);
    let sum = 0n;
    for (const [known, atoms] of this.#days) if (known > day - FEE_VOLUME_DAYS && known <= day) sum += atoms;
    return sum;
  }

  add(at: number, atoms: bigint): void {
    const day = Math.floor(at / DAY_MICROS);
    const i = this.#days.findIndex(([known]) => known === day);
    const before = this.#days[i]?.[1] ?? 0n;
    if (i >= 0) this.#days[i] = [day, before + atoms];
    else this.#days = [...this.#days, [day, atoms] as const].sort(([a], [b]) => a - b).slice(-FEE_VOLUME_DAYS);
  }

  save(): FeeVolumeState {
    return this.#days;
  }

  load(state: FeeVolumeState): void {
    this.#days = [...state];
  }
}
