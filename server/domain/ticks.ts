/** A price counted in the instrument's tick size. May be negative (spreads, some futures); never a fraction. */
export type Ticks = number & { readonly __unit: "ticks" };

/** @throws RangeError unless `value` is a safe integer. */
export function ticks(value: number): Ticks {
  if (!Number.isSafeInteger(value)) throw new RangeError(`ticks must be a safe integer, was ${value}`);
  return value as Ticks;
}
