/** At which price an order for a perpetual counts as exposure. Pure. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Side } from "@/server/domain/order";

type Priced = Readonly<{ side: Side /** The price that it may fill at, at worst. */; priceTicks: number }>;

/**
 * An order that the market has passed already fills at the market's price. So a linear sell counts at the mark if that is
 * higher, and an inverse buy, whose contracts are worth more coin the lower the price, at the mark if that is lower.
 *
 * @param markHalfTicks  null while no price is known
 */
export function exposureTicks(
  spec: InstrumentSpec,
  { side, priceTicks }: Priced,
  markHalfTicks: number | null,
): number {
  if (markHalfTicks === null) return priceTicks;
  const isInverse = spec.contract?.kind === "inverse";
  if (isInverse) return side === "buy" ? Math.max(Math.min(priceTicks, Math.floor(markHalfTicks / 2)), 1) : priceTicks;
  return side === "sell" ? Math.max(priceTicks, Math.ceil(markHalfTicks / 2)) : priceTicks;
}
