import { type Micros, micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";

type Timer = { readonly everyMicros: number; readonly callback: () => void; dueAt: number };

/** Promises that wait for nothing outside have settled after this. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that moves when it is told to. */
export class HandClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  constructor(startAt: number) {
    this.#now = startAt;
  }

  readonly nowMicros = (): Micros => micros(this.#now);

  readonly every = (wallMillis: number, callback: () => void): (() => void) => {
    const everyMicros = wallMillis * 1_000;
    const timer = { everyMicros, callback, dueAt: this.#now + everyMicros };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Runs what becomes due, in order of time, and lets its promises settle after each. */
  async advance(millis: number): Promise<void> {
    const end = this.#now + millis * 1_000;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.dueAt - b.dueAt);
      if (!next || next.dueAt > end) break;
      this.#now = Math.max(this.#now, next.dueAt);
      next.dueAt += next.everyMicros;
      next.callback();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}
