/** What stands behind a position, and the mark at which it would be taken over. Pure. */
import { atoms } from "@/server/domain/atoms";
import { liquidationTicks } from "@/server/domain/liquidation-price";
import type { PositionMargin } from "@/server/domain/portfolio";
import { crossSums, initialOf, maintenanceOf, type Stake } from "./cross";
import type { NextFunding } from "./funding";

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
