import type { Micros } from "@/server/domain/micros";
import { type RiskEvent, TRADING_STATES, type TradingState } from "@/server/domain/trading-state";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";

/** How closing one instrument goes on: when it was last tried, and whether it is known to wait for somebody to trade with. */
export type ClosingTry = { attemptedAt: number | null; waits: boolean };

/** Closing everything: by which command or breaker, and how far each instrument is. */
export type Flattening = Readonly<{
  kind: "flatten" | "kill";
  cause: string;
  /** Null when a breaker asked for it. */
  commandId: string | null;
  tries: readonly ClosingTry[];
}>;

/** A trading state that somebody wants, and the sentence that says why. */
export type Wish = Readonly<{ state: TradingState; text: string }>;

export type GateState = Readonly<{
  state: TradingState;
  hand: Wish;
  demand: Wish;
  isPaused: boolean;
  flattening: Flattening | null;
  closing: readonly boolean[];
  seq: number;
}>;

const NO_DEMAND: Wish = { state: "ACTIVE", text: "" };

/**
 * What may be traded at all, and the record of who changed it. The trading state is the strictest of what a person
 * set and what open breakers demand.
 */
export class TradingGate {
  readonly #clock: EngineClock;
  readonly #effects: EffectLog;
  #state: TradingState = "ACTIVE";
  #hand: Wish = { state: "ACTIVE", text: "from the start" };
  #demand: Wish = NO_DEMAND;
  isPaused = false;
  flattening: Flattening | null = null;
  /** By instrument: its position is being closed by an exit, and nothing else goes there meanwhile. */
  closing: boolean[] = [];
  #seq = 0;

  constructor(clock: EngineClock, effects: EffectLog) {
    this.#clock = clock;
    this.#effects = effects;
  }

  get state(): TradingState {
    return this.#state;
  }

  /** What a person set. */
  get handState(): TradingState {
    return this.#hand.state;
  }

  /** Why it is in its state. */
  get stateCause(): string {
    return this.#isDemanded() ? this.#demand.text : this.#hand.text;
  }

  /** May strategies decide anything now? */
  get strategiesRun(): boolean {
    return !this.isPaused && this.#state !== "HALTED" && this.flattening === null;
  }

  /** @param text  a sentence for people */
  record(event: Readonly<{ kind: RiskEvent["kind"]; cause: string; text: string; from?: string; to?: string }>): void {
    const { kind, cause, text, from = null, to = null } = event;
    const at: Micros = this.#clock.micros();
    this.#effects.emit({ kind: "risk", event: { seq: ++this.#seq, at, kind, cause, text, from, to } });
  }

  /** A person's wish. @returns whether the state in force changed */
  setHand(wish: Wish, cause: string): boolean {
    this.#hand = wish;
    const keeps = this.#isDemanded() ? `; ${this.#demand.text} keeps it ${this.#demand.state}` : "";
    return this.#settle(cause, `${wish.text}${keeps}`);
  }

  /** The strictest that open breakers ask for; null when none asks for anything. @returns whether the state in force changed */
  setDemand(wish: Wish | null, cause: string, text: string): boolean {
    this.#demand = wish ?? NO_DEMAND;
    return this.#settle(cause, text);
  }

  save(): GateState {
    const { isPaused, flattening, closing } = this;
    return {
      state: this.#state,
      hand: this.#hand,
      demand: this.#demand,
      isPaused,
      flattening,
      closing,
      seq: this.#seq,
    };
  }

  load(saved: GateState): void {
    this.#state = saved.state;
    this.#hand = saved.hand;
    this.#demand = saved.demand;
    this.isPaused = saved.isPaused;
    this.flattening = saved.flattening;
    this.closing = [...saved.closing];
    this.#seq = saved.seq;
  }

  #isDemanded(): boolean {
    return strictness(this.#demand.state) > strictness(this.#hand.state);
  }

  #settle(cause: string, text: string): boolean {
    const from = this.#state;
    const to = this.#isDemanded() ? this.#demand.state : this.#hand.state;
    if (from === to) return false;
    this.#state = to;
    this.record({ kind: "trading_state", cause, text, from, to });
    return true;
  }
}

const strictness = (state: TradingState): number => TRADING_STATES.indexOf(state);
