/** A size counted in the instrument's lot size: a safe integer, zero or more. */
export type Lots = number & { readonly __unit: "lots" };

/** @throws RangeError unless `value` is a safe integer of at least 0. */
export function lots(value: number): Lots {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`lots must be a safe integer of at least 0, was ${value}`);
  }
  return value as Lots;
}
