import { parseSteps } from "./steps";

const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MINUS = 45;
/** A mantissa of so many digits always fits a safe integer; longer ones take the exact path with bigint. */
const FAST_DIGITS_MAX = 15;
/** As many decimals as `parseSteps` reads; it refuses more, zeros or not. */
const DECIMALS_MAX = 18;

/** Decimals of a step without its trailing zeros, and the step counted in its last decimal: "0.0500" is 5 of 2 decimals. */
function unitOf(step: string): { mantissa: number; decimals: number } {
  const [whole = "", fraction = ""] = step.split(".");
  const kept = fraction.replace(/0+$/, "");
  return { mantissa: Number(`${whole}${kept}`), decimals: kept.length };
}

/**
 * A parser that agrees with `parseSteps(text, step)` on every text, ten times as fast on what venues send:
 * one pass over the characters, integers only. Whatever the pass cannot do exactly goes to `parseSteps`.
 *
 * @param step plain positive decimal, e.g. "0.01"
 * @returns text -> steps; it throws RangeError as `parseSteps` does
 * @throws RangeError when the step is no positive decimal
 */
export function createStepParser(step: string): (text: string) => number {
  parseSteps(step, step);
  const { mantissa, decimals } = unitOf(step);

  return (text) => {
    const length = text.length;
    const isNegative = text.charCodeAt(0) === MINUS;
    let i = isNegative ? 1 : 0;
    const start = i;
    let value = 0;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < ZERO || code > NINE) break;
      value = value * 10 + (code - ZERO);
    }
    const wholeDigits = i - start;
    if (wholeDigits === 0 || wholeDigits + decimals > FAST_DIGITS_MAX) return parseSteps(text, step);
    let fractionDigits = 0;
    if (i < length) {
      if (text.charCodeAt(i) !== POINT || i + 1 === length) return parseSteps(text, step);
      if (length - i - 1 > DECIMALS_MAX) return parseSteps(text, step);
      for (i++; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code < ZERO || code > NINE) return parseSteps(text, step);
        if (fractionDigits < decimals) {
          value = value * 10 + (code - ZERO);
          fractionDigits++;
        } else if (code !== ZERO) return parseSteps(text, step);
      }
    }
    for (; fractionDigits < decimals; fractionDigits++) value *= 10;
    if (mantissa !== 1) {
      if (value % mantissa !== 0) return parseSteps(text, step);
      value /= mantissa;
    }
    return isNegative && value !== 0 ? -value : value;
  };
}

const DECIMAL = /^(\d{1,18})(?:\.(\d{1,18}))?$/;

/** Steps and rest of a decimal of at least 0; null when the text is none. */
function divide(text: string, step: string): { steps: bigint; rest: bigint } | null {
  const value = DECIMAL.exec(text);
  const unit = DECIMAL.exec(step);
  if (!value || !unit) return null;
  const decimals = Math.max(value[2]?.length ?? 0, unit[2]?.length ?? 0);
  const scaled = ([, whole = "", fraction = ""]: RegExpExecArray) =>
    BigInt(`${whole}${fraction.padEnd(decimals, "0")}`);
  return { steps: scaled(value) / scaled(unit), rest: scaled(value) % scaled(unit) };
}

/** Whole steps in a decimal of at least 0, what is left over dropped. @throws RangeError when it is no such decimal */
export function floorSteps(text: string, step: string): number {
  const parts = divide(text, step);
  if (parts === null) throw new RangeError(`a decimal of at least 0 is needed, was ${JSON.stringify(text)}`);
  const steps = Number(parts.steps);
  if (!Number.isSafeInteger(steps)) throw new RangeError(`${text} is too large to count in steps of ${step}`);
  return steps;
}

/** Whether the text is a decimal that lies between two steps, as opposed to no decimal at all. */
export const isOffGrid = (text: string, step: string): boolean => (divide(text, step)?.rest ?? 0n) !== 0n;
