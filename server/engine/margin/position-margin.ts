/** What stands behind a position, and the mark at which it would be taken over. Pure. */
import { atoms } from "@/server/domain/atoms";
import { MILLIONTHS_PER_TICK } from "@/server/domain/contract-math";
import type { PositionMargin } from "@/server/domain/portfolio";
import { crossSums, initialOf, isOpen, maintenanceOf, type Stake, unrealisedOf } from "./cross";
import type { NextFunding } from "./funding";

/** Marks are counted in millionths of a tick, in a safe integer. */
const TICKS_MAX = 9_000_000_000;

type Behind = Readonly<{
  stake: Stake;
  /** The other positions of the desk. */
  others: readonly Stake[];
  /** Cash that no spot order has set aside. */
  cashAtoms: bigint;
  next: NextFunding | null;
}>;

export function positionMargin({ stake, others, cashAtoms, next }: Behind): PositionMargin {
  const { held, terms } = stake;
  const { unrealisedAtoms, maintenanceAtoms } = crossSums(others);
  const base =
    terms.mode === "isolated"
      ? { balanceAtoms: held.marginAtoms, maintenanceAtoms: 0n }
      : { balanceAtoms: cashAtoms + unrealisedAtoms, maintenanceAtoms };
  return {
    mode: terms.mode,
    leverage: terms.leverage,
    initialAtoms: atoms(terms.mode === "isolated" ? held.marginAtoms : initialOf(stake)),
    maintenanceAtoms: atoms(maintenanceOf(stake)),
    liquidationTicks: liquidationTicks(stake, base),
    fundingAtoms: atoms(held.fundingAtoms),
    nextFundingRateE8: next?.rateE8 ?? null,
    nextFundingAt: (next?.at ?? null) as PositionMargin["nextFundingAt"],
  };
}

type Base = Readonly<{ balanceAtoms: bigint; maintenanceAtoms: bigint }>;

/**
 * Mark at which balance comes down to maintenance, everything else being as it is. The balance moves more
 * steeply than the maintenance, so there is one such price at most, and halving finds it to the tick, whatever
 * the tiers; what lies between two ticks is rounded towards the present mark. Null when no price would do it.
 */
export function liquidationTicks(stake: Stake, base: Base): number | null {
  if (!isOpen(stake) || stake.mark === null) return null;
  const isGone = (millionths: number): boolean => {
    const at = { ...stake, mark: millionths };
    return base.balanceAtoms + unrealisedOf(at) <= base.maintenanceAtoms + maintenanceOf(at);
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
