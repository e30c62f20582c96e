/** What working orders of one perpetual may still take in margin, and by how much an order adds exposure. Pure. */
import type { InstrumentSpec } from "./instrument";
import type { Side } from "./order";
import { limitCostAtoms } from "./order-cost";
import { reducibleLots } from "./reducible";

/** An order that may still fill so many lots, at that price at worst. One that only reduces claims nothing. */
export type Claim = Readonly<{ side: Side; priceTicks: number; lots: number }>;

export type PerpStand = Readonly<{ leverage: number /** Signed. */; heldLots: number }>;

/** Lots of an order that would add to the position, once `aheadLots` of others on its side have closed what they can. */
export function openingLots(heldLots: number, { side, lots }: Omit<Claim, "priceTicks">, aheadLots: number): number {
  const closable = Math.max(reducibleLots(heldLots, side) - aheadLots, 0);
  return Math.max(lots - closable, 0);
}

/**
 * Initial margin and fees of what would be opened by the worse side: the two cannot both be open. The dearest
 * orders are taken to be those that open. What closes takes nothing: its fee comes out of what it sets free.
 */
export function perpReserveAtoms(spec: InstrumentSpec, stand: PerpStand, claims: readonly Claim[]): bigint {
  const [buys, sells] = (["buy", "sell"] as const).map((side) => sideAtoms(spec, stand, { side, claims })) as [
    bigint,
    bigint,
  ];
  return buys > sells ? buys : sells;
}

type OneSide = Readonly<{ side: Side; claims: readonly Claim[] }>;

function sideAtoms(spec: InstrumentSpec, { leverage, heldLots }: PerpStand, { side, claims }: OneSide): bigint {
  const own = claims.filter((claim) => claim.side === side);
  const total = own.reduce((sum, { lots }) => sum + lots, 0);
  let left = Math.max(total - reducibleLots(heldLots, side), 0);
  let cost = 0n;
  const isDearerBelow = spec.contract?.kind === "inverse";
  for (const { priceTicks, lots } of own.toSorted((a, b) => (b.priceTicks - a.priceTicks) * (isDearerBelow ? -1 : 1))) {
    const opening = Math.min(lots, left);
    cost += limitCostAtoms(spec, priceTicks, { lots: opening, leverage });
    left -= opening;
  }
  return cost;
}
