/**
 * Numbers of the risk settings as people read and type them: ppm as per cent, spans of time in words, thousandths as a
 * factor. What is shown can be typed back and gives the same number.
 */
import type { RiskUnit } from "@/server/domain/risk/risk-fields";

const MILLI = 1_000;
const SECOND = 1_000 * MILLI;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SPANS: readonly (readonly [micros: number, unit: string])[] = [
  [DAY, "d"],
  [HOUR, "h"],
  [MINUTE, "min"],
  [SECOND, "s"],
  [MILLI, "ms"],
  [1, "µs"],
];
/** From here on days are easier to read than hours. */
const DAYS_FROM = 2 * DAY;

/** `25 %`, `4×`, `5 min`, `60`. Exact. */
export function valueText(unit: RiskUnit, value: number): string {
  const suffix = SUFFIX[unit];
  return unit === "milli"
    ? `${fieldText(unit, value)}×`
    : `${fieldText(unit, value)}${suffix === "" ? "" : ` ${suffix}`}`;
}

/** What stands right of the digits in a field. */
export const SUFFIX: Readonly<Record<RiskUnit, string>> = { ppm: "%", count: "", micros: "", score: "", milli: "×" };

/** As it stands in a field, its unit left out where it stands beside it. */
export function fieldText(unit: RiskUnit, value: number): string {
  switch (unit) {
    case "ppm":
      return decimal(value, 4);
    case "milli":
      return decimal(value, 3);
    case "micros":
      return spanText(value);
    case "count":
    case "score":
      return String(value);
  }
}

/** `value / 10^decimals` without trailing zeros. */
function decimal(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -decimals)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** `1 h 30 min`, `24 h`, `365 d`, `500 ms`: every part, nothing rounded. */
export function spanText(micros: number): string {
  const spans = micros >= DAYS_FROM && micros % DAY === 0 ? SPANS : SPANS.slice(1);
  const parts: string[] = [];
  let left = micros;
  for (const [size, unit] of spans) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.length === 0 ? "0 s" : parts.join(" ");
}

export type Read = Readonly<{ value: number }> | Readonly<{ problem: string }>;

export type Bounds = Readonly<{ label: string; unit: RiskUnit; min: number; max: number }>;

/** What a person typed, or in words what is wrong with it. */
export function readValue({ label, unit, min, max }: Bounds, text: string): Read {
  const plain = withoutThousands(text.replaceAll(/[\s\u202f]/g, "").toLowerCase());
  if (plain === "") return { problem: `${label} needs a number` };
  const value = unit === "micros" ? readSpan(plain) : readDecimal(unit, plain);
  if (value === null) return { problem: `${label}: “${text.trim()}” is no ${WORDS[unit]}` };
  if (Number.isNaN(value)) return { problem: `${label} goes in steps of ${valueText(unit, 1)}` };
  if (value >= min && value <= max) return { value };
  const given = Number.isSafeInteger(value) ? `this is ${valueText(unit, value)}` : `this is “${text.trim()}”`;
  return { problem: `${label} goes from ${valueText(unit, min)} to ${valueText(unit, max)}, ${given}` };
}

/** A comma between groups of three goes; any other stays, and is refused: `0,5` must not be read as 5. */
const withoutThousands = (plain: string): string =>
  /^-?[1-9]\d{0,2}(,\d{3})+(?![\d,])/.test(plain) ? plain.replaceAll(",", "") : plain;

const WORDS: Readonly<Record<RiskUnit, string>> = {
  ppm: "percentage, e.g. 25 or 0.5",
  count: "whole number",
  score: "whole number",
  micros: "span of time, e.g. 90 s, 5 min or 1 h 30 min",
  milli: "factor, e.g. 2 or 1.5",
};

const DECIMALS: Readonly<Record<Exclude<RiskUnit, "micros">, number>> = { ppm: 4, milli: 3, count: 0, score: 0 };

/** Null when it is no number; a fraction of a step comes back as one, for the caller to refuse. */
function readDecimal(unit: Exclude<RiskUnit, "micros">, plain: string): number | null {
  const match = /^(-?)(\d{0,20})(?:\.(\d{0,20}))?[%×x]?$/.exec(plain);
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (match === null || whole + fraction === "") return null;
  const decimals = DECIMALS[unit];
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > decimals) return Number.NaN;
  return Number(`${sign}${whole}${kept.padEnd(decimals, "0")}`);
}

const SPAN_WORDS: Readonly<Record<string, number>> = {
  d: DAY,
  day: DAY,
  days: DAY,
  h: HOUR,
  hour: HOUR,
  hours: HOUR,
  m: MINUTE,
  min: MINUTE,
  s: SECOND,
  sec: SECOND,
  ms: MILLI,
  µs: 1,
};

/** A number alone is of seconds. */
function readSpan(plain: string): number | null {
  if (/^\d+(\.\d+)?$/.test(plain)) return Math.round(Number(plain) * SECOND);
  const parts = plain.match(/\d+(?:\.\d+)?[a-zµ]+/g);
  if (parts === null || parts.join("") !== plain) return null;
  let sum = 0;
  for (const part of parts) {
    const [, count = "", unit = ""] = /^([\d.]+)([a-zµ]+)$/.exec(part) ?? [];
    const size = SPAN_WORDS[unit];
    if (size === undefined) return null;
    sum += Number(count) * size;
  }
  return Math.round(sum);
}
