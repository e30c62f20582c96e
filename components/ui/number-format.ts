/**
 * Numbers as the desk shows them. Integers in, text out; no float is made on the way
 * where the value is a price, a size or money.
 *
 * Thousands: a comma in prices (as venues print them), a narrow no-break space in money.
 */

export const NARROW_SPACE = "\u202f";
const MINUS = "−";

/**
 * A count of steps as a decimal, exactly: `scaled(6421235n, 2)` is `64,212.35`.
 *
 * @param value   signed count of 10^-decimals
 * @param decimals 0 to 18
 */
export function scaled(value: bigint, decimals: number, separator = ","): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = decimals === 0 ? digits : digits.slice(0, -decimals);
  const fraction = decimals === 0 ? "" : `.${digits.slice(-decimals)}`;
  return `${negative ? MINUS : ""}${group(whole, separator)}${fraction}`;
}

/** Divides half away from zero, so that 0.005 is shown as 0.01 and -0.005 as -0.01. */
export function divideRounded(value: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return value < 0n ? -((-value + half) / divisor) : (value + half) / divisor;
}

const group = (whole: string, separator: string) => whole.replace(/\B(?=(\d{3})+$)/g, separator);

/** `+1.2 %`, `−0.4 %`, `0.0 %`. @param ratio 0.012 is 1.2 % */
export function toPercent(ratio: number, decimals = 1): string {
  const text = signed((ratio * 100).toFixed(decimals));
  return `${text} %`;
}

/** `0.1 bp`, `−1.2 bp`: one decimal always, no sign on a rounded zero. */
export function toBps(bps: number): string {
  const text = bps.toFixed(1);
  return `${/[1-9]/.test(text) ? text.replace("-", MINUS) : text.replace("-", "")} bp`;
}

/** Puts a plus before what is above zero and a true minus before what is below. A rounded zero has no sign. */
export function signed(text: string): string {
  if (!/[1-9]/.test(text)) return text.replace("-", "");
  return text.startsWith("-") ? text.replace("-", MINUS) : text.startsWith(MINUS) ? text : `+${text}`;
}

const COMPACT = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** `12.3 k`, `4.56 M`: three figures, for volumes and counts where the order of magnitude is the point. */
export function toCompact(value: number): string {
  const [step, unit] = COMPACT.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  const figure = Number((value / step).toPrecision(3))
    .toString()
    .replace("-", MINUS);
  return unit === "" ? figure : `${figure}${NARROW_SPACE}${unit}`;
}

/** `128 MB`: powers of 1000, as disks are sold. */
export function toBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const figure = bytes / 1000 ** power;
  return `${power === 0 || figure >= 100 ? Math.round(figure) : figure.toFixed(1)} ${units[power]}`;
}
