/** The cash and the cross positions that stand for one another. Pure. */

import {
  initialMarginAtoms,
  maintenanceAtoms,
  markNotionalAtoms,
  unrealisedAtoms,
} from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Holding } from "@/server/engine/portfolio/positions";
import type { Terms } from "./margin-terms";

export type Stake = Readonly<{
  spec: InstrumentSpec;
  terms: Terms;
  held: Holding;
  /** Millionths of a tick; null while no price was ever seen. */
  mark: number | null;
}>;

export type CrossSums = Readonly<{
  /** Of all cross positions. */
  unrealisedAtoms: bigint;
  maintenanceAtoms: bigint;
  /** At entry. */
  initialAtoms: bigint;
  positions: number;
}>;

export const isOpen = ({ held }: Stake): boolean => held.sizeLots !== 0;
/** Spot stands beside it, and for nothing. */
export const isCross = (stake: Stake): boolean =>
  stake.spec.contract !== null && isOpen(stake) && stake.terms.mode === "cross";

/** P&L at the mark; nothing while there is no price. */
export const unrealisedOf = ({ spec, held, mark }: Stake): bigint =>
  mark === null || held.sizeLots === 0 ? 0n : unrealisedAtoms(spec, held, mark);

export const maintenanceOf = ({ spec, held, mark }: Stake): bigint =>
  mark === null || !spec.contract || held.sizeLots === 0
    ? 0n
    : maintenanceAtoms(spec.contract, markNotionalAtoms(spec, held.sizeLots, mark));

export const initialOf = ({ held, terms }: Stake): bigint =>
  initialMarginAtoms(held.costAtoms < 0n ? -held.costAtoms : held.costAtoms, terms.leverage);

export function crossSums(stakes: readonly Stake[]): CrossSums {
  let [unrealised, maintenance, initial, positions] = [0n, 0n, 0n, 0];
  for (const stake of stakes) {
    if (!isCross(stake)) continue;
    unrealised += unrealisedOf(stake);
    maintenance += maintenanceOf(stake);
    initial += initialOf(stake);
    positions++;
  }
  return { unrealisedAtoms: unrealised, maintenanceAtoms: maintenance, initialAtoms: initial, positions };
}
