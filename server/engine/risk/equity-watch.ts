/** What drawdown, daily loss and losses in a row are measured from: the highest equity, the day's, and how many round trips lost. */
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";

const DAY_MICROS = 86_400_000_000;
const STRATEGY = "strategy:";

export type EquityWatchState = Readonly<{
  /** Null before the first whole second. */
  peak: Readonly<{ atoms: bigint; at: number }> | null;
  /** Where the rest of a UTC day is measured from after the daily loss was armed by hand. */
  dayFrom: Readonly<{ day: number; atoms: bigint }> | null;
  /** By who opened the trips: a strategy's name, or "" for people. */
  streaks: Readonly<Record<string, number>>;
}>;

type Deps = Readonly<{ clock: EngineClock; portfolio: () => Portfolio }>;

export class EquityWatch {
  readonly #deps: Deps;
  #peak: EquityWatchState["peak"] = null;
  #dayFrom: EquityWatchState["dayFrom"] = null;
  #streaks: Record<string, number> = {};

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

  /** Round trips in a row that lost, of those that this strategy opened; null: that people did. */
  losingStreak(strategy: string | null): number {
    return this.#streaks[strategy ?? ""] ?? 0;
  }

  /** At each whole second, and after fills. */
  onEquity(atoms: bigint): void {
    if (this.#peak === null || atoms > this.#peak.atoms) this.#peak = { atoms, at: this.#deps.clock.now };
  }

  /** Net of fees, in every lane. A round trip that came out even ends the row too. */
  onTrip(origin: string, pnlAtoms: bigint): void {
    const who = origin.startsWith(STRATEGY) ? origin.slice(STRATEGY.length) : "";
    this.#streaks[who] = pnlAtoms < 0n ? (this.#streaks[who] ?? 0) + 1 : 0;
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

  restartStreak(strategy: string | null): void {
    this.#streaks[strategy ?? ""] = 0;
  }

  save(): EquityWatchState {
    return { peak: this.#peak, dayFrom: this.#dayFrom, streaks: { ...this.#streaks } };
  }

  load(state: EquityWatchState): void {
    this.#peak = state.peak;
    this.#dayFrom = state.dayFrom;
    this.#streaks = { ...state.streaks };
  }
}
