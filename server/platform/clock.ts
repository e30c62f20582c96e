/**
 * Wall time in microseconds since the epoch (UTC), from a clock that does not jump.
 *
 * `Date.now()` has milliseconds and follows every correction of the system's clock; the
 * monotonic clock has microseconds and drifts. So the monotonic one is anchored to UTC,
 * and anchored anew only when the two are a second apart (a suspended laptop, a set clock).
 */
const driftMicrosMax = 1_000_000;

export type Timers = Readonly<{
  /** UTC in ms. */
  wallMs: () => number;
  /** Any origin, in ms with fractions; never goes back. */
  monotonicMs: () => number;
}>;

const machine: Timers = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** A clock on these timers. Its instants are safe integers and never go back, except when UTC itself was set back. */
export function createSystemClock(timers: Timers = machine): Readonly<{ nowMicros: () => number }> {
  let offsetMicros = Number.NaN;
  return {
    nowMicros() {
      const monotonicMicros = timers.monotonicMs() * 1000;
      const wallMicros = timers.wallMs() * 1000;
      const drift = Math.abs(monotonicMicros + offsetMicros - wallMicros);
      // Also true at first, when there is no offset and the drift is NaN.
      if (!(drift <= driftMicrosMax)) offsetMicros = wallMicros - monotonicMicros;
      return Math.round(monotonicMicros + offsetMicros);
    },
  };
}

export const systemClock = createSystemClock();
