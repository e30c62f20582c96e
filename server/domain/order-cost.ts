/** What a working order may still cost: the same for the ticket that offers it and the engine that checks it. */

import { initialMarginAtoms } from "./contract-math";
import { feeAtoms, type InstrumentSpec, notionalAtoms } from "./instrument";

/** Fees are rounded up per fill: so many fills of one order are covered by its reserve, an atom each. */
const ROUNDING_FILLS_MAX = 10_000;

/**
 * Cash that filling at a limit can take at most: the notional of spot, the initial margin of a perpetual, with the
 * dearer of both fees and the roundings up.
 *
 * @param leverage  of a perpetual; spot has 1
 */
export function limitCostAtoms(spec: InstrumentSpec, limitTicks: number, { lots, leverage = 1 }: Sized): bigint {
  if (lots <= 0 || limitTicks <= 0) return 0n;
  const notional = notionalAtoms(spec, limitTicks, lots);
  const feePpm = Math.max(spec.makerFeePpm, spec.takerFeePpm, 0);
  const margin = spec.contract ? initialMarginAtoms(notional, leverage) : notional;
  return margin + feeAtoms(notional, feePpm) + BigInt(Math.min(lots, ROUNDING_FILLS_MAX));
}

type Sized = Readonly<{ lots: number; leverage?: number }>;
