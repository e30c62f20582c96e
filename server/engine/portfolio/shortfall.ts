/**
 * Implementation shortfall of a parent order (Perold 1988): what its execution cost against the mid of its
 * decision. Sums are kept in half atoms, since mids are in half ticks. At the end delay and opportunity are
 * rounded down to whole atoms, the total is rounded up (against us), and trading takes the difference, so the
 * parts always add up to the total. Funding is not part of it.
 */
import { type Atoms, atoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill } from "@/server/domain/order";
import type { Shortfall } from "@/server/domain/parent-order";

/** Half atoms so far. */
export type ShortfallTally = Readonly<{ delay: bigint; trading: bigint }>;

export const NO_SHORTFALL: ShortfallTally = { delay: 0n, trading: 0n };

type Mids = Readonly<{ decision: number | null; sent: number | null }>;

/** @param mids  half ticks: at the parent's decision, and when the slice that filled was sent. Without the one the other serves. */
export function tallied(tally: ShortfallTally, { spec, fill, mids }: TallyInput): ShortfallTally {
  const { side, sizeLots } = fill;
  const fillHalfTicks = 2 * fill.priceTicks;
  const sent = mids.sent ?? mids.decision ?? fillHalfTicks;
  const decision = mids.decision ?? sent;
  const cost = (from: number, to: number) => costOf(spec, { side, lots: sizeLots, from, to });
  return { delay: tally.delay + cost(decision, sent), trading: tally.trading + cost(sent, fillHalfTicks) };
}

type TallyInput = Readonly<{
  spec: InstrumentSpec;
  fill: Pick<Fill, "side" | "priceTicks" | "sizeLots">;
  mids: Mids;
}>;

export type ShortfallInput = Readonly<{
  spec: InstrumentSpec;
  side: Fill["side"];
  sizeLots: number;
  filledLots: number;
  feeAtoms: Atoms;
  tally: ShortfallTally;
  /** Half ticks; null when there was no two-sided book. */
  decisionMidHalfTicks: number | null;
  lastMidHalfTicks: number | null;
}>;

export function shortfallOf(input: ShortfallInput): Shortfall {
  const { spec, side, sizeLots, filledLots, feeAtoms, tally, decisionMidHalfTicks: decision } = input;
  const last = input.lastMidHalfTicks ?? decision;
  const unfilled = sizeLots - filledLots;
  const missed =
    decision === null || last === null ? 0n : costOf(spec, { side, lots: unfilled, from: decision, to: last });
  const [delay, opportunity] = [floorHalf(tally.delay), floorHalf(missed)];
  const total = 0n - floorHalf(0n - (tally.delay + tally.trading + missed)) + feeAtoms;
  return {
    delayAtoms: atoms(delay),
    tradingAtoms: atoms(total - delay - opportunity - feeAtoms),
    opportunityAtoms: atoms(opportunity),
    feeAtoms,
    totalAtoms: atoms(total),
    totalBps: decision === null ? null : bps(total, valueOf(spec, decision, sizeLots)),
  };
}

type Move = Readonly<{ side: Fill["side"]; lots: number; from: number; to: number }>;

/** What it costs the owner of an order that the price went from one to the other, half atoms; negative when it gained. */
function costOf(spec: InstrumentSpec, { side, lots, from, to }: Move): bigint {
  const dearer = valueOf(spec, to, lots) - valueOf(spec, from, lots);
  return side === "buy" ? dearer : 0n - dearer;
}

/**
 * Half atoms at a price in half ticks, rising with the price. An inverse contract is worth fewer coins the
 * dearer the coin, so its value counts negative; it is rounded to a half atom, alike wherever it is used.
 */
function valueOf({ contract, atomsPerTickLot }: InstrumentSpec, halfTicks: number, lots: number): bigint {
  if (contract?.kind === "inverse") return 0n - (4n * BigInt(lots) * contract.inverseAtoms) / BigInt(halfTicks);
  return BigInt(halfTicks) * BigInt(lots) * atomsPerTickLot;
}

/** Half, rounded down also below zero. */
const floorHalf = (value: bigint): bigint => value >> 1n;

function bps(total: bigint, notionalHalfAtoms: bigint): number | null {
  const notional = notionalHalfAtoms < 0n ? 0n - notionalHalfAtoms : notionalHalfAtoms;
  return notional === 0n ? null : (Number(total) * 20_000) / Number(notional);
}
