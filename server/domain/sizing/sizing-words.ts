/** Numbers in the lines of a sizing note, as people read them. Cut, never rounded up: a line says no more than there is. */
import { formatAtoms } from "@/server/domain/atoms";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
import { sectorOf } from "@/server/domain/risk/sectors";
import { formatSteps } from "@/server/domain/steps";

/** Thousands as everywhere on the desk: a comma in prices and sizes, a narrow no-break space in money. */
const grouped = (text: string, separator = ","): string =>
  text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, separator));

/** "10 000.00 USDT"; a coin with all its decimals. */
export function moneyText(spec: InstrumentSpec, value: bigint): string {
  const settle = settleOf(spec);
  const isCash = settle === "USD" || settle === "EUR" || sectorOf(settle, {}) === "stable";
  const text = formatAtoms(value);
  return `${grouped(isCash ? text.slice(0, -6) : text, "\u202f")} ${settle}`;
}

export const priceText = (spec: InstrumentSpec, ticks: number): string => grouped(formatSteps(ticks, spec.tickSize));

/** A distance in half ticks, e.g. "12.5". */
export const halfTicksText = (spec: InstrumentSpec, halfTicks: number): string =>
  grouped(formatSteps(halfTicks * 5, shifted(spec.tickSize, 1)));

const unitOf = ({ contract, base }: InstrumentSpec): string => (contract?.kind === "inverse" ? "contracts" : base);

/** "0.00062 BTC" */
export const sizeText = (spec: InstrumentSpec, lots: number): string =>
  `${grouped(formatSteps(lots, spec.lotSize))} ${unitOf(spec)}`;

/** A size before it is cut to lots, with three decimals more than a lot has. @param milliLots  thousandths of a lot */
export function fineSizeText(spec: InstrumentSpec, milliLots: bigint): string {
  const steps = Number(milliLots);
  if (!Number.isSafeInteger(steps)) return sizeText(spec, Number(milliLots / 1_000n));
  return `${grouped(formatSteps(steps, shifted(spec.lotSize, 3)))} ${unitOf(spec)}`;
}

/** A decimal with its point moved to the left: "0.05" by one is "0.005". */
function shifted(decimal: string, places: number): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const digits = `${whole}${fraction}`.padStart(fraction.length + places + 1, "0");
  const point = digits.length - fraction.length - places;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** "2 %", "0.85 %" */
export const percentText = (ppm: number): string => `${trimmed(Math.trunc(ppm) / 10_000, 4)} %`;

/** "0.80", "0.3125" */
export function factorText(ppm: number): string {
  const text = (Math.trunc(ppm / 100) / 10_000).toFixed(4);
  return text.replace(/0{1,2}$/, "");
}

const trimmed = (value: number, decimals: number): string => value.toFixed(decimals).replace(/\.?0+$/, "");
