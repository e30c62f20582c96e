/** Prices, sizes and money of an instrument as text; exact, with thousands set apart. */
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import { divideRounded, scaled } from "@/components/ui/number-format";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { decimalsOf, formatSteps } from "@/server/domain/steps";

/** `64,212.35` */
export const toPrice = (spec: InstrumentSpec, priceTicks: number): string =>
  grouped(formatSteps(priceTicks, spec.tickSize));

/** `64,212.345`: half a tick needs one decimal more than the tick. */
export function toMid(spec: InstrumentSpec, halfTicks: number): string {
  const tenths = formatSteps(halfTicks * 5, spec.tickSize).replace(".", "");
  return scaled(BigInt(tenths), decimalsOf(spec.tickSize) + 1);
}

/** `0.05000 BTC`, trailing zeros beyond two decimals dropped. */
export const toSize = (spec: InstrumentSpec, sizeLots: number): string => `${toBareSize(spec, sizeLots)} ${spec.base}`;

export const toBareSize = (spec: InstrumentSpec, sizeLots: number): string =>
  grouped(formatSteps(sizeLots, spec.lotSize)).replace(/(\.\d*?[1-9])0+$|\.0+$/, "$1");

/** Average price at the tick's decimals plus two, rounded half away from zero; null before the first fill. */
export function toAverage(spec: InstrumentSpec, filledAtoms: bigint, filledLots: number): string | null {
  if (filledLots === 0) return null;
  const decimals = decimalsOf(spec.tickSize) + 2;
  const tick = BigInt(formatSteps(1, spec.tickSize).replace(".", ""));
  const ticksTimes100 = divideRounded(filledAtoms * 100n * tick, BigInt(filledLots) * spec.atomsPerTickLot);
  return scaled(ticksTimes100, decimals);
}

/** `3 210.60 USDT` */
export const toQuote = (spec: InstrumentSpec, value: bigint): string => `${toMoney(value)} ${spec.quote}`;

/** `+1.20 USDT`, four decimals below one cent so that small costs do not read as nothing. */
export function toSignedQuote(spec: InstrumentSpec, value: bigint): string {
  const small = value !== 0n && value > -1_000_000n && value < 1_000_000n;
  return `${toSignedMoney(value, small ? 6 : 2)} ${spec.quote}`;
}

const grouped = (text: string): string => {
  const [whole = "", fraction] = text.replace("-", "−").split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
};
