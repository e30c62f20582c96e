/** The highest equity, and how many round trips in a row have lost: what drawdown and losses are measured from. */
import type { EngineClock } from "@/server/engine/kernel/clock";

export type EquityWatchState = Readonly<{ peakAtoms: bigint; peakAt: number; losingStreak: number }>;

export class EquityWatch {
  readonly #clock: EngineClock;
  #state: EquityWatchState;

  constructor(clock: EngineClock, openingAtoms: bigint) {
    this.#clock = clock;
    this.#state = { peakAtoms: openingAtoms, peakAt: 0, losingStreak: 0 };
  }

  get peakAtoms(): bigint {
    return this.#state.peakAtoms;
  }

  get peakAt(): number {
    return this.#state.peakAt;
  }

  get losingStreak(): number {
    return this.#state.losingStreak;
  }

  /** At each whole second. */
  onEquity(equityAtoms: bigint): void {
    if (equityAtoms <= this.#state.peakAtoms && this.#state.peakAt !== 0) return;
    this.#state = { ...this.#state, peakAtoms: equityAtoms, peakAt: this.#clock.now };
  }

  save(): EquityWatchState {
    return this.#state;
  }

  load(state: EquityWatchState): void {
    this.#state = state;
  }
}
