/**
 * What an order's execution cost, in parts that add up exactly.
 *
 * Implementation shortfall against the mid at decision (Perold, "The Implementation Shortfall",
 * J. Portfolio Management 14(3), 1988), for the part that filled:
 *   waiting    arrival mid against decision mid: what the market did on the way
 *   execution  fill price, without our own impact, against arrival mid: half the spread, the walk, or what patience earned
 *   impact     what our own earlier trades had moved the price by; only where there was any
 *   fees       paid to the venue
 * A mid may lie on half a tick, so everything is counted in half atoms and no part of a linear instrument is
 * rounded. An inverse contract is worth less the higher its price is; each value is rounded to half an atom, and
 * the parts are differences between the same values, so that they add up all the same.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill, Order } from "@/server/domain/order";

export type CostPart = Readonly<{
  id: "waiting" | "execution" | "impact" | "fees";
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
  const arrivalMid = order.arrivalMidHalfTicks;
  const lots = fills.reduce((sum, fill) => sum + fill.sizeLots, 0);
  const valueAt = (halfTicks: number) => valueHalfAtoms(spec, halfTicks, lots);
  const isInverse = spec.contract?.kind === "inverse";
  const sign = (order.side === "buy") === isInverse ? -1n : 1n;
  const paid = fills.reduce((sum, { notionalAtoms }) => sum + 2n * notionalAtoms, 0n);
  const unmoved = fills.reduce((sum, fill) => sum + unmovedHalfAtoms(fill, spec), 0n);
  const base = valueAt(arrivalMid);
  const waiting = sign * (base - valueAt(order.decisionMidHalfTicks ?? arrivalMid));
  const execution = sign * (unmoved - base);
  const impact = sign * (paid - unmoved);
  const fees = 2n * fills.reduce((sum, fill) => sum + fill.feeAtoms, 0n);
  const hasImpact = fills.some(({ impactTicks }) => impactTicks !== 0);
  const parts = (
    [
      ["waiting", waiting],
      ["execution", execution],
      ...(hasImpact ? ([["impact", impact]] as const) : []),
      ["fees", fees],
    ] as const
  ).map(([id, halfAtoms]) => ({
    id,
    ...WORDS[id],
    halfAtoms,
    bps: bpsOf(halfAtoms, base),
  }));
  const total = waiting + execution + impact + fees;
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

/** What so many lots are worth at a price in half ticks, in half atoms. */
function valueHalfAtoms({ contract, atomsPerTickLot }: InstrumentSpec, halfTicks: number, lots: number): bigint {
  if (contract?.kind !== "inverse") return BigInt(halfTicks) * BigInt(lots) * atomsPerTickLot;
  return halfTicks === 0 ? 0n : (4n * BigInt(lots) * contract.inverseAtoms) / BigInt(halfTicks);
}

/** What a fill would have come to at the price that the level stood at before our own trades moved it. */
function unmovedHalfAtoms(fill: Fill, spec: InstrumentSpec): bigint {
  if (fill.impactTicks === 0) return 2n * fill.notionalAtoms;
  const levelTicks = fill.priceTicks + (fill.side === "buy" ? -fill.impactTicks : fill.impactTicks);
  return valueHalfAtoms(spec, 2 * levelTicks, fill.sizeLots);
}

const WORDS: Readonly<Record<CostPart["id"], Pick<CostPart, "label" | "hint">>> = {
  waiting: { label: "On the way", hint: "Arrival mid against the mid at decision: what the market did meanwhile" },
  execution: {
    label: "Execution",
    hint: "Fill price against arrival mid: half the spread and the walk, or what waiting in the queue earned",
  },
  impact: { label: "Own impact", hint: "What our own earlier trades had moved the price by when this one filled" },
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
