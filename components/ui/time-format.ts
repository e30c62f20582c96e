/** Times and durations as people read them. Instants are microseconds since the epoch, UTC. */

const MICROS_PER_MILLI = 1000;
const MICROS_PER_SECOND = 1_000_000;

/** `2024-08-08T23:54:01.123456Z`, to the microsecond. */
export function toIsoMicros(atMicros: number): string {
  const millis = Math.floor(atMicros / MICROS_PER_MILLI);
  const micros = atMicros - millis * MICROS_PER_MILLI;
  return new Date(millis).toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`);
}

/** `23:54:01`, or `23:54:01.123` with milliseconds. */
export function toClock(atMicros: number, withMillis: boolean): string {
  return toIsoMicros(atMicros).slice(11, withMillis ? 23 : 19);
}

/** `2024-08-08 23:54:01`. */
export function toDateTime(atMicros: number): string {
  return toIsoMicros(atMicros).slice(0, 19).replace("T", " ");
}

/**
 * A span as people say it: `340 µs`, `84 ms`, `4.2 s`, `41 s`, `3 min 20 s`, `5 h 12 min`, `2 d 3 h`.
 *
 * @param micros any sign; a negative span keeps its minus
 */
export function toDuration(micros: number): string {
  if (micros < 0) return `−${toDuration(-micros)}`;
  if (micros < MICROS_PER_MILLI) return `${Math.round(micros)} µs`;
  if (micros < 999_500) return `${Math.round(micros / MICROS_PER_MILLI)} ms`;
  const seconds = micros / MICROS_PER_SECOND;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair([Math.floor(whole / 60), "min"], [whole % 60, "s"]);
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return pair([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
  return pair([Math.floor(minutes / 1440), "d"], [Math.floor((minutes % 1440) / 60), "h"]);
}

type Part = readonly [count: number, unit: string];

const pair = (big: Part, small: Part) =>
  small[0] === 0 ? `${big[0]} ${big[1]}` : `${big[0]} ${big[1]} ${small[0]} ${small[1]}`;
