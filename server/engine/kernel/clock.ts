import type { Micros } from "@/server/domain/micros";
import { EngineInvariantError } from "./invariant-error";

export type ClockState = Readonly<{ now: number; appliedEvents: number }>;

/**
 * Engine time and the event counter. Time is the latest of all receive and exchange times seen:
 * recorded clocks can be behind the venue's, and an order may never arrive in the past.
 */
export class EngineClock {
  /** µs; 0 before the first event. Written only here. */
  now = 0;
  appliedEvents = 0;
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  begin(at: number): void {
    this.appliedEvents++;
    if (at > this.now) this.now = at;
  }

  micros(): Micros {
    return this.now as Micros;
  }

  /** An impossible state: the run is void, and seed and event index are its reproduction. */
  fail(message: string, cause?: unknown): never {
    throw new EngineInvariantError(message, { eventIndex: this.appliedEvents, seed: this.seed, cause });
  }

  save(): ClockState {
    return { now: this.now, appliedEvents: this.appliedEvents };
  }

  load(state: ClockState): void {
    this.now = state.now;
    this.appliedEvents = state.appliedEvents;
  }
}
