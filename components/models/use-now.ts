import { useSyncExternalStore } from "react";

/** One clock for all ages on the pages: the wall's, in steps of a second. */
const STEP_MILLIS = 1_000;

const subscribe = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, STEP_MILLIS);
  return () => clearInterval(timer);
};
const read = (): number => Math.floor(Date.now() / STEP_MILLIS) * STEP_MILLIS * 1_000;

/** @param first the server's time when it rendered the page, µs, so that both say the same */
export const useNow = (first: number): number => useSyncExternalStore(subscribe, read, () => first);
