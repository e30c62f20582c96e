import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { Fill } from "@/server/domain/order";

/** A fill with what is known of its way from the decision to ten seconds later. Mids are in half ticks, null where the book was unknown. */
export type AttributedFill = Pick<
  Fill,
  | "instrumentId"
  | "side"
  | "liquidity"
  | "priceTicks"
  | "sizeLots"
  | "notionalAtoms"
  | "feeAtoms"
  | "midHalfTicks"
  | "spreadTicks"
  | "impactTicks"
> &
  Readonly<{
    /** Whoever sent the order. */
    origin: string;
    /** When the desk booked it (`Fill.knownAt`), for then the equity changed. */
    bookedAt: Micros;
    /** Of its order: when it was decided, and when it reached the venue. */
    decisionMidHalfTicks: number | null;
    arrivalMidHalfTicks: number | null;
    /** Ten seconds after the fill. */
    markoutMidHalfTicks: number | null;
  }>;

/** What an origin holds of an instrument; signed lots. */
export type OwnedLots = Readonly<{
  instrumentId: string;
  owner: string;
  sizeLots: number;
  /** When the position's round trip began, the same for all of its owners; null: not known. */
  openedAt: Micros | null;
}>;

/** What the venue booked besides fills; positive was gained. */
export type AttributedBooking = Readonly<{
  kind: "funding" | "insurance";
  instrumentId: string;
  at: Micros;
  amountAtoms: bigint;
}>;

/** A price to value a position at, and, where the desk's own books say it, what the whole position was worth by them. */
export type Valuation = Readonly<{
  /** Millionths of a tick: a mid in half ticks times 500,000, or a perpetual's mark price. */
  markMillionths: number;
  /**
   * Spot: inventory at cost plus unrealised. A perpetual: value at entry plus unrealised (linear), unrealised less
   * value at entry (inverse). Null: as the mark says. A stored mark may be rounded, the books are not.
   */
  valueAtoms?: bigint | null;
}>;

export type AttributionWindow = Readonly<{
  specs: ReadonlyMap<string, InstrumentSpec>;
  /** Nothing at or before it is given; what was held then is. */
  from: Micros;
  /** Oldest first: closing goes in this order. */
  held: readonly OwnedLots[];
  startMarks: ReadonlyMap<string, Valuation>;
  endMarks: ReadonlyMap<string, Valuation>;
  /** In order of booking. */
  fills: readonly AttributedFill[];
  bookings: readonly AttributedBooking[];
}>;
