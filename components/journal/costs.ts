/**
 * What an order's execution cost, in parts that add up exactly.
 *
 * Implementation shortfall against the mid at decision (Perold, "The Implementation Shortfall",
 * J. Portfolio Management 14(3), 1988), for the part that filled:
 *   waiting    arrival mid against decision mid: what the market did on the way
 *   execution  fill price against arrival mid: half the spread, the walk, or what patience earned
 *   fees       paid to the venue
 * A mid may lie on half a tick, so everything is counted in half atoms and no part is rounded.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill, Order } from "@/server/domain/order";

export type CostPart = Readonly<{
  id: "waiting" | "execution" | "fees";
  label: string;
  /** Positive is a cost, negative a gain. */
  halfAtoms: bigint;
  /** Of the arrival notional; positive is a cost. */
  bps: number | null;
  hint: string;
}>;

export type CostBreakdown = Readonly<{
  parts: readonly CostPart[];
  totalHalfAtoms: bigint;
  totalBps: number | null;
  /** Why a part is missing; null when all are there. */
  missing: string | null;
}>;

export function costsOf(order: Order, fills: readonly Fill[], spec: InstrumentSpec): CostBreakdown | null {
  if (fills.length === 0 || order.arrivalMidHalfTicks === null) return null;
  const arrival = BigInt(order.arrivalMidHalfTicks);
  const decision = order.decisionMidHalfTicks === null ? arrival : BigInt(order.decisionMidHalfTicks);
  const sign = order.side === "buy" ? 1n : -1n;
  const lots = fills.reduce((sum, fill) => sum + BigInt(fill.sizeLots), 0n);
  const paidHalfTickLots = fills.reduce((sum, f) => sum + 2n * BigInt(f.priceTicks) * BigInt(f.sizeLots), 0n);
  const perHalfTickLot = spec.atomsPerTickLot;
  const waiting = sign * (arrival - decision) * lots * perHalfTickLot;
  const execution = sign * (paidHalfTickLots - arrival * lots) * perHalfTickLot;
  const fees = 2n * fills.reduce((sum, fill) => sum + fill.feeAtoms, 0n);
  const base = arrival * lots * perHalfTickLot;
  const parts = (
    [
      ["waiting", waiting],
      ["execution", execution],
      ["fees", fees],
    ] as const
  ).map(([id, halfAtoms]) => ({
    id,
    ...WORDS[id],
    halfAtoms,
    bps: bpsOf(halfAtoms, base),
  }));
  const total = waiting + execution + fees;
  return {
    parts,
    totalHalfAtoms: total,
    totalBps: bpsOf(total, base),
    missing:
      order.decisionMidHalfTicks === null
        ? "There was no two-sided book at decision, so the way cannot be priced"
        : null,
  };
}

const WORDS: Readonly<Record<CostPart["id"], Pick<CostPart, "label" | "hint">>> = {
  waiting: { label: "On the way", hint: "Arrival mid against the mid at decision: what the market did meanwhile" },
  execution: {
    label: "Execution",
    hint: "Fill price against arrival mid: half the spread and the walk, or what waiting in the queue earned",
  },
  fees: { label: "Fees", hint: "Paid to the venue, rounded up to the atom" },
};

/** Basis points of the base, for display. */
const bpsOf = (value: bigint, base: bigint): number | null =>
  base === 0n ? null : Number((value * 1_000_000n) / base) / 100;

/** Bars of a waterfall: each begins where the one before ended. Shares of the largest extent, −1 … 1. */
export function waterfall(breakdown: CostBreakdown): readonly Readonly<{ id: string; from: number; to: number }>[] {
  const steps: { id: string; from: bigint; to: bigint }[] = [];
  let at = 0n;
  for (const { id, halfAtoms } of breakdown.parts) {
    steps.push({ id, from: at, to: at + halfAtoms });
    at += halfAtoms;
  }
  steps.push({ id: "total", from: 0n, to: at });
  const extent = steps.reduce((max, { from, to }) => [max, abs(from), abs(to)].reduce((a, b) => (a > b ? a : b)), 1n);
  const share = (value: bigint) => Number((value * 1_000_000n) / extent) / 1e6;
  return steps.map(({ id, from, to }) => ({ id, from: share(from), to: share(to) }));
}

const abs = (value: bigint) => (value < 0n ? -value : value);
