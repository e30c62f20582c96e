/**
 * What an order would do if it met the present book: shown before it is sent.
 *
 * An estimate, and called so: the order reaches the venue an entry latency later, and what rests
 * fills when the queue before it is gone, or never.
 */
import { atoms } from "@/server/domain/atoms";
import { initialMarginAtoms, markNotionalAtoms } from "@/server/domain/contract-math";
import { feeAtoms, type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import { reducibleLots } from "@/server/domain/reducible";
import { type Check, type CheckInput, checkOrder, firstRefusal } from "./order-checks";
import { heldLotsOf, marginOf, markHalfTicksOf } from "./order-funds";
import { liquidationAfter } from "./ticket-liquidation";
import { averageTicks, midHalfTicksOf, slippageBps, type Walk, walkBook } from "./walk-book";

export type TicketEstimate = {
  /** Lots that would trade at once, and their average price in ticks (a fraction). */
  readonly takenLots: number;
  readonly averageTicks: number | null;
  /** Against the mid; positive is a cost. Null when nothing trades at once or there is no mid. */
  readonly slippageBps: number | null;
  /** Lots that would rest, and the lots displayed before them at that price. */
  readonly restingLots: number;
  readonly aheadLots: number;
  /** Lots that would be cancelled rather than invented. */
  readonly lostLots: number;
  /** Taker fee on what trades at once plus maker fee on what rests, should it all fill. */
  readonly feeAtoms: bigint;
  /** Signed: a short is below zero. */
  readonly positionAfterLots: number;
  /** Worth of the position after, at the mid, without a sign; null without one. */
  readonly exposureAfterAtoms: bigint | null;
  /** What a perpetual's position after would be backed with, and where the venue would close it. Null for spot and when flat. */
  readonly marginAfterAtoms: bigint | null;
  readonly liquidationTicks: number | null;
  readonly checks: readonly Check[];
  readonly refusal: Check | null;
};

export function estimateTicket(input: CheckInput): TicketEstimate {
  const { draft, spec, book, account } = input;
  const heldLots = heldLotsOf(account, spec);
  const wanted = draft.terms?.reduceOnly
    ? Math.min(draft.sizeLots, reducibleLots(heldLots, draft.side))
    : draft.sizeLots;
  const walk = walkBook(book, { side: draft.side, lots: wanted, limitTicks: draft.limitTicks });
  const checks = checkOrder(input);
  const left = wanted - walk.lots;
  const mayRest = draft.type === "limit" && (draft.timeInForce === "GTC" || draft.timeInForce === "GTD");
  const restingLots = mayRest ? left : 0;
  const average = averageTicks(walk);
  const mid = midHalfTicksOf(book);
  const filledLots = walk.lots + restingLots;
  const positionAfterLots = heldLots + (draft.side === "buy" ? filledLots : -filledLots);
  const taken = takenAtoms(walk, spec);
  const resting = restingLots === 0 ? 0n : notionalAtoms(spec, draft.limitTicks ?? 0, restingLots);
  const mark = markHalfTicksOf(account, spec, book);
  const isPerp = spec.contract !== null && positionAfterLots !== 0 && mark !== null;
  const after = isPerp ? Math.abs(positionAfterLots) : 0;
  return {
    takenLots: walk.lots,
    averageTicks: average,
    slippageBps: average === null || mid === null ? null : slippageBps(draft.side, average, mid),
    restingLots,
    aheadLots: restingLots === 0 || walk.lots > 0 ? 0 : displayedAt(input),
    lostLots: mayRest ? 0 : draft.sizeLots - walk.lots,
    feeAtoms: feeAtoms(taken, spec.takerFeePpm) + feeAtoms(atoms(resting), spec.makerFeePpm),
    positionAfterLots,
    exposureAfterAtoms: mid === null ? null : markNotionalAtoms(spec, positionAfterLots, mid * 500_000),
    marginAfterAtoms: isPerp
      ? initialMarginAtoms(markNotionalAtoms(spec, after, mark * 500_000), marginOf(account, spec).leverage)
      : null,
    liquidationTicks: isPerp ? liquidationAfter(input, { filledLots, filledAtoms: taken + resting }) : null,
    checks,
    refusal: firstRefusal(checks),
  };
}

/** What the levels that are taken come to. */
function takenAtoms({ tickLots, lots }: Walk, spec: InstrumentSpec) {
  if (spec.contract?.kind !== "inverse") return atoms(tickLots * spec.atomsPerTickLot);
  // The price of a contract's worth is the harmonic mean; that of a walk is so near to it that the estimate holds.
  return lots === 0 ? atoms(0n) : notionalAtoms(spec, Math.round(Number(tickLots) / lots), lots);
}

/** Lots that stand at the order's price now: those it would queue behind. */
function displayedAt({ draft, book }: CheckInput): number {
  const levels = draft.side === "buy" ? book.bids : book.asks;
  return levels.find(([price]) => price === draft.limitTicks)?.[1] ?? 0;
}
