/** Microseconds since the Unix epoch, UTC: a safe integer until the year 2255, the resolution of `timestamptz`. */
export type Micros = number & { readonly __unit: "micros" };

export const MICROS_PER_MILLI = 1_000;
export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;

/** @throws RangeError unless `value` is a safe integer. */
export function micros(value: number): Micros {
  if (!Number.isSafeInteger(value)) throw new RangeError(`micros must be a safe integer, was ${value}`);
  return value as Micros;
}

/** Milliseconds (possibly with a fraction) to whole microseconds. */
export const fromMillis = (millis: number): Micros => micros(Math.round(millis * MICROS_PER_MILLI));

export const toMillis = (at: Micros): number => at / MICROS_PER_MILLI;
