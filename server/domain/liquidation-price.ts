/** The mark at which the venue takes a position over: the same for the ticket that foresees it and the engine that watches. */
import { type Held, MILLIONTHS_PER_TICK, maintenanceAtoms, markNotionalAtoms, unrealisedAtoms } from "./contract-math";
import type { InstrumentSpec } from "./instrument";

/** Marks are counted in millionths of a tick, in a safe integer. */
const TICKS_MAX = 9_000_000_000;

/** A position at the present mark, millionths of a tick; null while there is none. */
type Standing = Readonly<{ spec: InstrumentSpec; held: Held; mark: number | null }>;

/** What stands behind it, and what of that others need. */
type Backing = Readonly<{ balanceAtoms: bigint; maintenanceAtoms: bigint }>;

/**
 * Mark at which balance comes down to maintenance, everything else being as it is. The balance moves more
 * steeply than the maintenance, so there is one such price at most, and halving finds it to the tick, whatever
 * the tiers; what lies between two ticks is rounded towards the present mark. Null when no price would do it.
 */
export function liquidationTicks(stake: Standing, base: Backing): number | null {
  if (stake.held.sizeLots === 0 || stake.mark === null) return null;
  const isGone = (millionths: number): boolean => {
    const { spec, held } = stake;
    const notional = markNotionalAtoms(spec, held.sizeLots, millionths);
    const maintenance = spec.contract ? maintenanceAtoms(spec.contract, notional) : 0n;
    return base.balanceAtoms + unrealisedAtoms(spec, held, millionths) <= base.maintenanceAtoms + maintenance;
  };
  const isGoneAt = (ticks: number): boolean => isGone(ticks * MILLIONTHS_PER_TICK);
  const isLong = stake.held.sizeLots > 0;
  const here = Math.max(Math.round(stake.mark / MILLIONTHS_PER_TICK), 1);
  const found = isLong ? highestGone(isGoneAt, here) : lowestGone(isGoneAt, here);
  if (found === null || found === here) return found;
  const towardsMark = isLong ? 1 : -1;
  return isGone(found * MILLIONTHS_PER_TICK + towardsMark) ? found + towardsMark : found;
}

type Gone = (ticks: number) => boolean;

/** A long: gone at and below some price. */
function highestGone(isGone: Gone, here: number): number | null {
  if (isGone(here)) return here;
  if (!isGone(1)) return null;
  let [gone, safe] = [1, here];
  while (safe - gone > 1) {
    const middle = Math.floor((gone + safe) / 2);
    if (isGone(middle)) gone = middle;
    else safe = middle;
  }
  return gone;
}

/** A short: gone at and above some price. */
function lowestGone(isGone: Gone, here: number): number | null {
  if (isGone(here)) return here;
  let [safe, gone] = [here, Math.min(here * 2, TICKS_MAX)];
  while (!isGone(gone)) {
    if (gone === TICKS_MAX) return null;
    [safe, gone] = [gone, Math.min(gone * 2, TICKS_MAX)];
  }
  while (gone - safe > 1) {
    const middle = Math.floor((gone + safe) / 2);
    if (isGone(middle)) gone = middle;
    else safe = middle;
  }
  return gone;
}
