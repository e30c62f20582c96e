/**
 * What an order would do if it met the present book: shown before it is sent.
 *
 * An estimate, and called so: the order reaches the venue an entry latency later, and what rests
 * fills when the queue before it is gone, or never.
 */
import { atoms } from "@/server/domain/atoms";
import { feeAtoms } from "@/server/domain/instrument";
import { type Check, type CheckInput, checkOrder, firstRefusal } from "./order-checks";
import { averageTicks, midHalfTicksOf, slippageBps, walkBook } from "./walk-book";

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
  readonly positionAfterLots: number;
  /** Worth of the position after, at the mid; null without one. */
  readonly exposureAfterAtoms: bigint | null;
  readonly checks: readonly Check[];
  readonly refusal: Check | null;
};

export function estimateTicket(input: CheckInput): TicketEstimate {
  const { draft, spec, book, account } = input;
  const walk = walkBook(book, { side: draft.side, lots: draft.sizeLots, limitTicks: draft.limitTicks });
  const checks = checkOrder(input);
  const refusal = firstRefusal(checks);
  const left = draft.sizeLots - walk.lots;
  const mayRest = draft.type === "limit" && draft.timeInForce === "GTC";
  const restingLots = mayRest ? left : 0;
  const average = averageTicks(walk);
  const mid = midHalfTicksOf(book);
  const filledLots = walk.lots + restingLots;
  const positionAfterLots = account.heldLots + (draft.side === "buy" ? filledLots : -filledLots);
  const taken = atoms(walk.tickLots * spec.atomsPerTickLot);
  const resting = atoms(BigInt(draft.limitTicks ?? 0) * BigInt(restingLots) * spec.atomsPerTickLot);
  return {
    takenLots: walk.lots,
    averageTicks: average,
    slippageBps: average === null || mid === null ? null : slippageBps(draft.side, average, mid),
    restingLots,
    aheadLots: restingLots === 0 || walk.lots > 0 ? 0 : displayedAt(input),
    lostLots: mayRest ? 0 : left,
    feeAtoms: feeAtoms(taken, spec.takerFeePpm) + feeAtoms(resting, spec.makerFeePpm),
    positionAfterLots,
    exposureAfterAtoms: mid === null ? null : (BigInt(mid) * BigInt(positionAfterLots) * spec.atomsPerTickLot) / 2n,
    checks,
    refusal,
  };
}

/** Lots that stand at the order's price now: those it would queue behind. */
function displayedAt({ draft, book }: CheckInput): number {
  const levels = draft.side === "buy" ? book.bids : book.asks;
  return levels.find(([price]) => price === draft.limitTicks)?.[1] ?? 0;
}
