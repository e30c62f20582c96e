/** What drawdown, daily loss and losses in a row are measured from: the highest equity, the day's, and how many round trips lost. */
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";

const DAY_MICROS = 86_400_000_000;

export type EquityWatchState = Readonly<{
  /** Null before the first whole second. */
  peak: Readonly<{ atoms: bigint; at: number }> | null;
  /** Where the rest of a UTC day is measured from after the daily loss was armed by hand. */
  dayFrom: Readonly<{ day: number; atoms: bigint }> | null;
  losingStreak: number;
}>;

type Deps = Readonly<{ clock: EngineClock; portfolio: () => Portfolio }>;

export class EquityWatch {
  readonly #deps: Deps;
  #peak: EquityWatchState["peak"] = null;
  #dayFrom: EquityWatchState["dayFrom"] = null;
  #losingStreak = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The highest equity so far, or since the drawdown was armed by hand; atoms. */
  get peakAtoms(): bigint {
    return this.#peak?.atoms ?? this.#deps.portfolio().equityAtoms();
  }

  get peakAt(): number {
    return this.#peak?.at ?? this.#deps.clock.now;
  }

  /** Equity at 00:00 UTC, or when the daily loss was last armed by hand today; atoms. */
  get dayBaseAtoms(): bigint {
    const today = Math.floor(this.#deps.clock.now / DAY_MICROS);
    return this.#dayFrom?.day === today ? this.#dayFrom.atoms : this.#deps.portfolio().dayOpenEquityAtoms;
  }

  get losingStreak(): number {
    return this.#losingStreak;
  }

  /** At each whole second, and after fills. */
  onEquity(atoms: bigint): void {
    if (this.#peak === null || atoms > this.#peak.atoms) this.#peak = { atoms, at: this.#deps.clock.now };
  }

  /** Net of fees, in every lane. A round trip that came out even ends the row too. */
  onTrip(pnlAtoms: bigint): void {
    this.#losingStreak = pnlAtoms < 0n ? this.#losingStreak + 1 : 0;
  }

  /** Drawdown is measured from now. */
  restartPeak(): void {
    this.#peak = { atoms: this.#deps.portfolio().equityAtoms(), at: this.#deps.clock.now };
  }

  /** The rest of this UTC day is measured from now. */
  restartDay(): void {
    const day = Math.floor(this.#deps.clock.now / DAY_MICROS);
    this.#dayFrom = { day, atoms: this.#deps.portfolio().equityAtoms() };
  }

  restartStreak(): void {
    this.#losingStreak = 0;
  }

  save(): EquityWatchState {
    return { peak: this.#peak, dayFrom: this.#dayFrom, losingStreak: this.#losingStreak };
  }

  load(state: EquityWatchState): void {
    this.#peak = state.peak;
    this.#dayFrom = state.dayFrom;
    this.#losingStreak = state.losingStreak;
  }
}
