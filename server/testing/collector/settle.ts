import type { HandClock } from "@/server/adapters/memory/hand-clock";

const STEP_MILLIS = 10;

/** Promises that wait for nothing outside have settled after this. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Moves time on in small steps and lets promises settle after each. */
export async function advance(clock: HandClock, millis: number): Promise<void> {
  let left = millis;
  while (left > 0) {
    const step = Math.min(STEP_MILLIS, left);
    clock.advance(step * 1_000);
    await settle();
    left -= step;
  }
}
