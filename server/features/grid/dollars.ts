import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Print } from "./grid-flow";

const ATOMS_PER_UNIT = 1e8;

/** Quote units that a print is worth: of an inverse contract its face value, whatever the price. */
export function dollarsOf(spec: InstrumentSpec): (print: Print) => number {
  const tick = Number(spec.tickSize);
  if (spec.contract?.kind === "inverse") {
    const face = (Number(spec.contract.inverseAtoms) * tick) / ATOMS_PER_UNIT;
    return ({ lots }) => lots * face;
  }
  const perTickLot = Number(spec.atomsPerTickLot) / ATOMS_PER_UNIT;
  return ({ priceTicks, lots }) => priceTicks * lots * perTickLot;
}
