/** What a desk went through on a day with a crash: its worth by the minute, and what its risk rules did about it. */
import type { Effect } from "@/server/domain/effect";
import type { RiskEvent, TradingState } from "@/server/domain/trading-state";

/** A part of the day; null before anything is known. */
export type Slot = {
  readonly at: number;
  /** Lowest in it. */
  equityAtoms: bigint | null;
  /** Price of the instrument that fell, ticks; the last in it. */
  price: number | null;
  /** At its end. */
  state: TradingState;
};

const TOLD: ReadonlySet<RiskEvent["kind"]> = new Set([
  "trading_state",
  "breaker",
  "position_exit",
  "venue_outage",
  "risk_settings",
  "strategy_failed",
  "kill",
  "flatten",
]);

export class DayLog {
  readonly slots: Slot[] = [];
  readonly #slotMicros: number;
  readonly events: RiskEvent[] = [];
  readonly refusals = new Map<string, number>();
  readonly breakers: Extract<Effect, { kind: "breaker" }>["event"][] = [];
  fills = 0;
  orders = 0;
  trips = 0;
  peakAtoms = 0n;
  worstFallPpm = 0;
  equityAtoms = 0n;
  firstAtoms: bigint | null = null;
  #state: TradingState = "ACTIVE";

  constructor(slotMicros: number) {
    this.#slotMicros = slotMicros;
  }

  price(at: number, ticks: number): void {
    this.#slot(at).price = ticks;
  }

  see(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === "equity") this.#equity(effect.sample.at, effect.sample.equityAtoms);
      else if (effect.kind === "fill") this.fills++;
      else if (effect.kind === "roundTrip") this.trips++;
      else if (effect.kind === "breaker") this.breakers.push(effect.event);
      else if (effect.kind === "order") this.#order(effect.order);
      else if (effect.kind === "risk") this.#risk(effect.event);
    }
  }

  #risk(event: RiskEvent): void {
    if (TOLD.has(event.kind)) this.events.push(event);
    if (event.kind !== "trading_state") return;
    this.#state = event.to as TradingState;
    this.#slot(event.at).state = this.#state;
  }

  #order({ state, arrivesAt, reason }: Extract<Effect, { kind: "order" }>["order"]): void {
    if (state === "SUBMITTED") this.orders++;
    if (state !== "REJECTED" || arrivesAt !== null || !reason) return;
    this.refusals.set(reason.rule, (this.refusals.get(reason.rule) ?? 0) + 1);
  }

  #equity(at: number, equityAtoms: bigint): void {
    const slot = this.#slot(at);
    this.firstAtoms ??= equityAtoms;
    this.equityAtoms = equityAtoms;
    if (slot.equityAtoms === null || equityAtoms < slot.equityAtoms) slot.equityAtoms = equityAtoms;
    if (equityAtoms > this.peakAtoms) this.peakAtoms = equityAtoms;
    const fallPpm = Number(((this.peakAtoms - equityAtoms) * 1_000_000n) / this.peakAtoms);
    this.worstFallPpm = Math.max(this.worstFallPpm, fallPpm);
  }

  #slot(at: number): Slot {
    const start = Math.floor(at / this.#slotMicros) * this.#slotMicros;
    const last = this.slots.at(-1);
    if (last && last.at >= start) return last;
    const slot: Slot = { at: start, equityAtoms: null, price: last?.price ?? null, state: this.#state };
    this.slots.push(slot);
    return slot;
  }
}
