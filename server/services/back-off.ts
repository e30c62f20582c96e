/** How long to wait before something that keeps failing is tried again: 1, 2, 4 … 60 s. */
import type { Clock } from "@/server/ports/clock";

const FIRST_MICROS = 1_000_000;
const MAX_MICROS = 60_000_000;
/** A run that lasted this long was no failure to start: the count begins anew. */
const FORGIVEN_MICROS = 60_000_000;

export type BackOff = Readonly<{
  mayStart: (key: string) => boolean;
  started: (key: string) => void;
  failed: (key: string) => void;
}>;

/** @param clock  wall time */
export function createBackOff(clock: Clock): BackOff {
  const states = new Map<string, { startedAt: number; failures: number; notBefore: number }>();
  return {
    mayStart: (key) => clock.nowMicros() >= (states.get(key)?.notBefore ?? 0),
    started(key) {
      const failures = states.get(key)?.failures ?? 0;
      states.set(key, { startedAt: clock.nowMicros(), failures, notBefore: 0 });
    },
    failed(key) {
      const now = clock.nowMicros();
      const state = states.get(key);
      const isOld = state !== undefined && now - state.startedAt >= FORGIVEN_MICROS;
      const failures = isOld ? 1 : (state?.failures ?? 0) + 1;
      const wait = Math.min(FIRST_MICROS * 2 ** (failures - 1), MAX_MICROS);
      states.set(key, { startedAt: state?.startedAt ?? now, failures, notBefore: now + wait });
    },
  };
}
