import type { Micros } from "@/server/domain/micros";
import { micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";

export type HandClock = Clock &
  Readonly<{
    /** Moves time on, calling back on the way whatever is due, in order of time. */
    advance: (byMicros: number) => void;
  }>;

type Timer = { dueAt: number; everyMicros: number; callback: () => void };

/** Time that stands still until a test moves it; wall and market time are one. */
export function createHandClock(startAt: Micros): HandClock {
  let now: number = startAt;
  const timers = new Set<Timer>();
  const next = (until: number): Timer | undefined =>
    [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
  return {
    nowMicros: () => micros(now),
    every(wallMillis, callback) {
      const everyMicros = wallMillis * 1_000;
      const timer = { dueAt: now + everyMicros, everyMicros, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(byMicros) {
      const until = now + byMicros;
      for (let timer = next(until); timer; timer = next(until)) {
        now = timer.dueAt;
        timer.dueAt += timer.everyMicros;
        timer.callback();
      }
      now = until;
    },
  };
}
