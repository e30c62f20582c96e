/**
 * One fill taken apart along its way: decision, arrival, mid at the fill, that mid and half the spread, the price
 * without our own impact, the price paid. A part is the difference between two neighbours, for the owner of the order
 * (implementation shortfall, Perold 1988; the split of the cost at the touch and the markout as realised spread,
 * Huang & Stoll 1996). What is not known is not guessed: it stays in `market`.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { AttributedFill } from "./attributed-fill";
import { NO_PARTS, type Parts } from "./parts";
import { bookedAtoms, pointAtoms } from "./valuation";

/** The share of a fill that is one owner's. */
export type FillPiece = Readonly<{
  sizeLots: number;
  notionalAtoms: bigint;
  feeAtoms: bigint;
  /** What the piece did to the position's value at the window's end, less what was paid for it (fees left out). */
  gainAtoms: bigint;
}>;

export function fillParts(spec: InstrumentSpec, fill: AttributedFill, piece: FillPiece): Parts {
  const way = wayOf(fill);
  const paid = 2 * fill.priceTicks;
  // The price paid has the booked value, whose rounding is the venue's.
  const value = (halfTicks: number) =>
    halfTicks === paid ? bookedAtoms(spec, piece.notionalAtoms) : pointAtoms(spec, piece.sizeLots, halfTicks);
  const gained = (to: number, from: number) =>
    fill.side === "buy" ? value(to) - value(from) : value(from) - value(to);
  const { markout } = way;
  const beyond = gained(way.quoted, way.clean);
  const isMaker = fill.liquidity === "maker";
  const moved = markout === null ? 0n : gained(markout, way.mid) + (isMaker ? beyond : 0n);
  const known = {
    ...NO_PARTS,
    adverseSelectionAtoms: moved,
    latencyAtoms: gained(way.decision, way.arrival),
    waitingAtoms: gained(way.arrival, way.mid),
    spreadAtoms: gained(way.mid, way.quoted),
    slippageAtoms: isMaker ? 0n : beyond,
    impactAtoms: gained(way.clean, paid),
  };
  const explained =
    known.adverseSelectionAtoms +
    known.latencyAtoms +
    known.waitingAtoms +
    known.spreadAtoms +
    known.slippageAtoms +
    known.impactAtoms;
  return { ...known, marketAtoms: piece.gainAtoms - explained, feeAtoms: -piece.feeAtoms };
}

/** Half ticks. */
type Way = Readonly<{
  decision: number;
  arrival: number;
  mid: number;
  quoted: number;
  clean: number;
  markout: number | null;
}>;

function wayOf(fill: AttributedFill): Way {
  const sign = fill.side === "buy" ? 1 : -1;
  const clean = 2 * (fill.priceTicks - sign * fill.impactTicks);
  const { midHalfTicks: mid, liquidity, decisionMidHalfTicks: decided } = fill;
  // Without the mid at the fill nothing of the way can be told but the impact.
  if (mid === null) return { decision: clean, arrival: clean, mid: clean, quoted: clean, clean, markout: null };
  // An arrival that is not known parts latency from waiting nowhere: a taker does not wait, of a maker all is waiting.
  const arrival = fill.arrivalMidHalfTicks ?? (liquidity === "maker" ? decided : null) ?? mid;
  const towards = liquidity === "taker" ? sign : -sign;
  const half = Math.min(Math.max(towards * (clean - mid), 0), fill.spreadTicks ?? 0);
  return {
    decision: decided ?? arrival,
    arrival,
    mid,
    quoted: mid + towards * half,
    clean,
    markout: fill.markoutMidHalfTicks,
  };
}

/** A part of its way is in `market` because a mid was not known; a missing markout is counted by itself. */
export const isUnknown = ({ midHalfTicks, decisionMidHalfTicks, spreadTicks }: AttributedFill): boolean =>
  midHalfTicks === null || decisionMidHalfTicks === null || spreadTicks === null;
