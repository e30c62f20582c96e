import type { Atoms } from "./atoms";
import type { Micros } from "./micros";

/**
 * Accounts of the double-entry ledger. Postings of an entry sum to zero; assets are positive.
 * `cash` and `inventory:<instrumentId>` (at cost) are assets; `capital`, `realised` and `fees` are
 * their counterparts. Equity = cash + inventory at cost + unrealised.
 */
export type Account = "cash" | "capital" | "realised" | "fees" | `inventory:${string}`;

export type LedgerEntry = Readonly<{
  seq: number;
  at: Micros;
  kind: "opening" | "trade" | "fee";
  /** Fill or command that caused it. */
  cause: string;
  postings: readonly Readonly<{ account: Account; amountAtoms: Atoms }>[];
}>;

export type Position = Readonly<{
  instrumentId: string;
  /** Signed; spot holdings are never negative. */
  sizeLots: number;
  /** Cost of what is held, fees not included. */
  costAtoms: Atoms;
  realisedAtoms: Atoms;
  feesAtoms: Atoms;
  openedAt: Micros | null;
  /** Mid that it is valued at, in half ticks; null until a two-sided book was seen. */
  markHalfTicks: number | null;
  unrealisedAtoms: Atoms | null;
}>;

/** One sample a second, and at every fill. */
export type EquitySample = Readonly<{
  at: Micros;
  cashAtoms: Atoms;
  inventoryAtoms: Atoms;
  unrealisedAtoms: Atoms;
  equityAtoms: Atoms;
  realisedAtoms: Atoms;
  feesAtoms: Atoms;
}>;

/** From flat to flat in one instrument. */
export type RoundTrip = Readonly<{
  /** "trip-1", … within a desk. */
  id: string;
  instrumentId: string;
  origin: string;
  openedAt: Micros;
  closedAt: Micros;
  maxSizeLots: number;
  boughtLots: number;
  boughtAtoms: Atoms;
  soldAtoms: Atoms;
  feesAtoms: Atoms;
  /** Sold - bought - fees. */
  pnlAtoms: Atoms;
  orderIds: readonly string[];
  fillIds: readonly string[];
  /** Why it was closed, in the strategy's words; null by hand. */
  exitNote: string | null;
}>;
