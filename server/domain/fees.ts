import type { ExecutionSettings } from "./desk-settings";
import type { InstrumentSpec } from "./instrument";
import type { Liquidity } from "./order";

type Fees = ExecutionSettings["fees"];

/** Days, today's included, whose volume decides the tier. */
export const FEE_VOLUME_DAYS = 30;

type Question = Readonly<{
  spec: InstrumentSpec;
  liquidity: Liquidity /** The desk's own 30-day notional before this fill. */;
  volumeAtoms: bigint;
}>;

/** What a fill costs, ppm of its notional: by the tier that the settings fix or the volume has reached, else the instrument's own. */
export function feePpmOf(fees: Fees, { spec, liquidity, volumeAtoms }: Question): number {
  const reached = fees?.tiers.findLastIndex(({ fromVolumeAtoms }) => volumeAtoms >= fromVolumeAtoms);
  const { makerFeePpm, takerFeePpm } = fees?.tiers[fees.tier ?? reached ?? 0] ?? spec;
  return liquidity === "maker" ? makerFeePpm : takerFeePpm;
}

/**
 * The instrument with the dearest fees that it can come to, for what is set aside before the tier at the
 * fill is known. With a fixed tier that one; else all, for volume falls as well as it rises.
 */
export function withDearestFees(spec: InstrumentSpec, fees: Fees): InstrumentSpec {
  if (fees === null) return spec;
  const reachable = fees.tier === null ? fees.tiers : fees.tiers.slice(fees.tier, fees.tier + 1);
  return {
    ...spec,
    makerFeePpm: Math.max(...reachable.map(({ makerFeePpm }) => makerFeePpm)),
    takerFeePpm: Math.max(...reachable.map(({ takerFeePpm }) => takerFeePpm)),
  };
}
