/** Steps, atoms and times as the decimals that people and spreadsheets read; exact, no float between. */
import { formatAtoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import { decimalsOf, formatSteps } from "@/server/domain/steps";

/** "2024-08-08T12:00:00.123456Z": a Date holds milliseconds, so the microseconds are put in as text. */
export function isoMicros(at: Micros | null): string | null {
  if (at === null) return null;
  const second = Math.floor(at / 1_000_000);
  const fraction = String(at - second * 1_000_000).padStart(6, "0");
  return new Date(second * 1_000).toISOString().replace(/\.\d{3}Z$/, `.${fraction}Z`);
}

export const price = (spec: InstrumentSpec, priceTicks: number | null): string | null =>
  priceTicks === null ? null : formatSteps(priceTicks, spec.tickSize);

/** A mid counted in half ticks; half a tick needs one decimal more than the tick. */
export function midPrice(spec: InstrumentSpec, halfTicks: number | null): string | null {
  if (halfTicks === null) return null;
  const decimals = decimalsOf(spec.tickSize);
  const tenths = formatSteps(halfTicks * 5, spec.tickSize)
    .replace("-", "")
    .replace(".", "");
  const digits = tenths.padStart(decimals + 2, "0");
  const cut = digits.length - decimals - 1;
  return `${halfTicks < 0 ? "-" : ""}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

export const size = (spec: InstrumentSpec, sizeLots: number | null): string | null =>
  sizeLots === null ? null : formatSteps(sizeLots, spec.lotSize);

export const money = (value: bigint | null): string | null => (value === null ? null : formatAtoms(value));

/** Quote units per base unit over what filled, rounded to 8 decimals, half away from zero. */
export function averagePrice(spec: InstrumentSpec, filledAtoms: bigint, filledLots: number): string | null {
  if (filledLots === 0) return null;
  const lotScale = 10n ** BigInt(decimalsOf(spec.lotSize));
  const lotMantissa = BigInt(formatSteps(1, spec.lotSize).replace(".", ""));
  const divisor = BigInt(filledLots) * lotMantissa;
  const scaled = filledAtoms * lotScale;
  return formatAtoms((2n * scaled + divisor) / (2n * divisor));
}
