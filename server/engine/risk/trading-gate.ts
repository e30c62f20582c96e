import type { Micros } from "@/server/domain/micros";
import type { RiskEvent, TradingState } from "@/server/domain/trading-state";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";

/** Closing everything: by which command, and per instrument when it was last tried and whether it is known to wait for data. */
export type Flattening = Readonly<{
  kind: "flatten" | "kill";
  cause: string;
  attemptedAt: (number | null)[];
  waits: boolean[];
}>;

export type GateState = Readonly<{
  state: TradingState;
  stateCause: string;
  isPaused: boolean;
  flattening: Flattening | null;
  seq: number;
}>;

/** What may be traded at all, and the record of who changed it. */
export class TradingGate {
  readonly #clock: EngineClock;
  readonly #effects: EffectLog;
  state: TradingState = "ACTIVE";
  stateCause = "from the start";
  isPaused = false;
  flattening: Flattening | null = null;
  #seq = 0;

  constructor(clock: EngineClock, effects: EffectLog) {
    this.#clock = clock;
    this.#effects = effects;
  }

  /** May strategies decide anything now? */
  get strategiesRun(): boolean {
    return !this.isPaused && this.state !== "HALTED" && this.flattening === null;
  }

  /** @param text  a sentence for people */
  record(event: Readonly<{ kind: RiskEvent["kind"]; cause: string; text: string; from?: string; to?: string }>): void {
    const { kind, cause, text, from = null, to = null } = event;
    const at: Micros = this.#clock.micros();
    this.#effects.emit({ kind: "risk", event: { seq: ++this.#seq, at, kind, cause, text, from, to } });
  }

  /** @returns whether it was another state before */
  enter(state: TradingState, cause: string, text: string): boolean {
    const from = this.state;
    this.stateCause = text;
    if (from === state) return false;
    this.state = state;
    this.record({ kind: "trading_state", cause, text, from, to: state });
    return true;
  }

  save(): GateState {
    const { state, stateCause, isPaused, flattening } = this;
    return { state, stateCause, isPaused, flattening, seq: this.#seq };
  }

  load(saved: GateState): void {
    this.state = saved.state;
    this.stateCause = saved.stateCause;
    this.isPaused = saved.isPaused;
    this.flattening = saved.flattening;
    this.#seq = saved.seq;
  }
}
