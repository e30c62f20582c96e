import { type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import type { OrderFlowParams } from "./order-flow-params";
import type { Readings } from "./readings";

const PPM = 1_000_000;
const PPM_CUBED = BigInt(PPM) ** 3n;

/** Each reading counts up to this many times its threshold; at the thresholds strength is one third. */
export const FULL_AT = 3;

/** How strong the signal is: mean of the readings over their thresholds, 0 to 1. */
export function strengthOf(readings: Readings, params: OrderFlowParams): number {
  const part = (value: number, threshold: number) => Math.min(FULL_AT, Math.max(0, value / threshold));
  const sum =
    part(readings.fastFlow, params.fastFlowMin) +
    part(readings.slowFlow, params.slowFlowMin) +
    part(readings.imbalance, params.imbalanceMin);
  return sum / (3 * FULL_AT);
}

const ppm = (value: number): bigint => BigInt(Math.floor(value * PPM));

/**
 * Lots by the signal method, equity x share x strength x Kelly fraction, rounded down (DOMAIN 5).
 * Shares are cut to millionths first, so that nothing depends on how a float was rounded.
 *
 * @returns 0 when that is less than the venue's smallest order
 */
export function sizeLots(
  spec: InstrumentSpec,
  priceTicks: number,
  { equityAtoms, strength, params }: Readonly<{ equityAtoms: bigint; strength: number; params: OrderFlowParams }>,
): number {
  const budget = (equityAtoms * ppm(params.equityShare) * ppm(params.kellyFraction) * ppm(strength)) / PPM_CUBED;
  const lots = Number(budget / (BigInt(priceTicks) * spec.atomsPerTickLot));
  return lots > 0 && notionalAtoms(spec, priceTicks, lots) >= spec.minNotionalAtoms ? lots : 0;
}
