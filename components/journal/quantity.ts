/** Prices, sizes and money of an instrument as text; exact, with thousands set apart. */
import { unitsOf } from "@/components/desk/units";
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import { divideRounded, scaled } from "@/components/ui/number-format";
import { ATOMS_PER_UNIT } from "@/server/domain/atoms";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
import { decimalsOf, formatSteps } from "@/server/domain/steps";

/** `64,212.35` */
export const toPrice = (spec: InstrumentSpec, priceTicks: number): string => unitsOf(spec).price(priceTicks);

/** `64,212.345`: half a tick needs one decimal more than the tick. */
export const toMid = (spec: InstrumentSpec, halfTicks: number): string => unitsOf(spec).halfPrice(halfTicks);

/** `0.05 BTC`: trailing zeros dropped, since a receipt is read and not compared line by line. */
export const toSize = (spec: InstrumentSpec, sizeLots: number): string =>
  `${toBareSize(spec, sizeLots)} ${spec.contract?.kind === "inverse" ? "contracts" : spec.base}`;

export const toBareSize = (spec: InstrumentSpec, sizeLots: number): string =>
  unitsOf(spec)
    .size(sizeLots)
    .replace(/(\.\d*?[1-9])0+$|\.0+$/, "$1");

/** Average price at the tick's decimals plus two, rounded half away from zero; null before the first fill. */
export function toAverage(spec: InstrumentSpec, filledAtoms: bigint, filledLots: number): string | null {
  if (filledLots === 0) return null;
  const decimals = decimalsOf(spec.tickSize) + 2;
  const tick = BigInt(formatSteps(1, spec.tickSize).replace(".", ""));
  const { contract } = spec;
  if (contract?.kind === "inverse") {
    const worth = BigInt(filledLots) * contract.inverseAtoms * 100n * tick;
    return filledAtoms === 0n ? null : scaled(divideRounded(worth, filledAtoms), decimals);
  }
  const ticksTimes100 = divideRounded(filledAtoms * 100n * tick, BigInt(filledLots) * spec.atomsPerTickLot);
  return scaled(ticksTimes100, decimals);
}

/** `3 210.60 USDT` */
export const toQuote = (spec: InstrumentSpec, value: bigint): string => `${toMoney(value)} ${settleOf(spec)}`;

/** `+1.20 USDT`; more decimals for less money, so that small costs do not read as nothing. */
export const toSignedQuote = (spec: InstrumentSpec, value: bigint): string =>
  `${toSignedMoney(value, decimalsFor(value))} ${settleOf(spec)}`;

function decimalsFor(value: bigint): number {
  const size = value < 0n ? -value : value;
  if (size === 0n || size >= ATOMS_PER_UNIT) return 2;
  return size >= ATOMS_PER_UNIT / 100n ? 4 : 6;
}
