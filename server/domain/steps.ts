/**
 * Venue decimals to whole steps (ticks or lots) and back, without a float between:
 * `0.1 + 0.2` must never decide a price.
 */
const DECIMAL = /^(-?)(\d{1,18})(?:\.(\d{1,18}))?$/;

/** Mantissa and number of decimals of a plain decimal, trailing zeros dropped. */
function toScaled(text: string): { mantissa: bigint; decimals: number } {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`a decimal number is needed, was ${JSON.stringify(text)}`);
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  const magnitude = BigInt(`${match[2] ?? "0"}${fraction}`);
  return { mantissa: match[1] ? -magnitude : magnitude, decimals: fraction.length };
}

/**
 * How many `step`s a venue's decimal text is.
 *
 * @throws RangeError when the text is no decimal, is not a multiple of the step, or does not fit a safe integer
 */
export function parseSteps(text: string, step: string): number {
  const value = toScaled(text);
  const unit = toScaled(step);
  const decimals = Math.max(value.decimals, unit.decimals);
  const scaled = value.mantissa * 10n ** BigInt(decimals - value.decimals);
  const stepScaled = unit.mantissa * 10n ** BigInt(decimals - unit.decimals);
  if (stepScaled <= 0n) throw new RangeError(`a step must be positive, was ${step}`);
  if (scaled % stepScaled !== 0n) throw new RangeError(`${text} is not a multiple of ${step}`);
  const steps = Number(scaled / stepScaled);
  if (!Number.isSafeInteger(steps)) throw new RangeError(`${text} is too large to count in steps of ${step}`);
  return steps;
}

/** Exact decimal text of `steps` steps, with as many decimals as the step has. @throws RangeError on a fraction. */
export function formatSteps(steps: number, step: string): string {
  if (!Number.isSafeInteger(steps)) throw new RangeError(`steps must be a safe integer, was ${steps}`);
  const unit = toScaled(step);
  const scaled = BigInt(steps) * unit.mantissa;
  const positive = (scaled < 0n ? -scaled : scaled).toString().padStart(unit.decimals + 1, "0");
  const whole = positive.slice(0, positive.length - unit.decimals);
  const fraction = unit.decimals ? `.${positive.slice(-unit.decimals)}` : "";
  return `${scaled < 0n ? "-" : ""}${whole}${fraction}`;
}

/** Number of decimals a step shows, e.g. "0.0100" -> 2. */
export const decimalsOf = (step: string): number => toScaled(step).decimals;

/** Atoms (10⁻⁸ quote units) that one tick times one lot is worth. @throws RangeError when that is no whole number. */
export function atomsPerTickLot(tickSize: string, lotSize: string): bigint {
  const tick = toScaled(tickSize);
  const lot = toScaled(lotSize);
  const decimals = tick.decimals + lot.decimals;
  const product = tick.mantissa * lot.mantissa;
  if (decimals <= 8) return product * 10n ** BigInt(8 - decimals);
  const divisor = 10n ** BigInt(decimals - 8);
  if (product % divisor !== 0n) {
    throw new RangeError(`one tick (${tickSize}) times one lot (${lotSize}) is not a whole number of atoms`);
  }
  return product / divisor;
}
