import type { Clock } from "@/server/ports/clock";

/** Resolves after about `wallMillis`, or at once when `signal` fires. */
export function wait(clock: Clock, wallMillis: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.every(wallMillis, end);
    signal.addEventListener("abort", end);
  });
}

const FIRST_MILLIS = 500;
const MAX_MILLIS = 30_000;

/** 0.5, 1, 2 … 30 s. @param failures how many there were in a row, from 1 */
export const retryMillis = (failures: number): number => Math.min(MAX_MILLIS, FIRST_MILLIS * 2 ** (failures - 1));

export type Retrying = Readonly<{
  clock: Clock;
  signal: AbortSignal;
  /** Once per row of failures. */
  onTrouble: (error: unknown) => void;
}>;

/** Tries until it works. @returns null when `signal` fired first */
export async function untilItWorks<T>(
  { clock, signal, onTrouble }: Retrying,
  work: () => Promise<T>,
): Promise<T | null> {
  for (let failures = 0; !signal.aborted; ) {
    try {
      return await work();
    } catch (error) {
      if (failures++ === 0) onTrouble(error);
      await wait(clock, retryMillis(failures), signal);
    }
  }
  return null;
}
