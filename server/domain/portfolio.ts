import type { Atoms } from "./atoms";
import type { MarginMode } from "./desk-settings";
import type { Micros } from "./micros";

/**
 * Accounts of the double-entry ledger. Postings of an entry sum to zero; assets are positive.
 * `cash`, `inventory:<instrumentId>` (spot, at cost) and `margin:<instrumentId>` (isolated collateral
 * of a perpetual) are assets; `capital`, `realised`, `fees`, `funding` and `insurance` (what a venue's
 * fund bore of a loss beyond the collateral) are their counterparts. All in the desk's one settlement
 * currency. Equity = cash + margin + inventory at cost + unrealised.
 */
export type Account =
  | "cash"
  | "capital"
  | "realised"
  | "fees"
  | "funding"
  | "insurance"
  | `inventory:${string}`
  | `margin:${string}`;

export type LedgerEntry = Readonly<{
  seq: number;
  at: Micros;
  kind: "opening" | "trade" | "fee" | "funding" | "margin" | "liquidation";
  /** Fill, command, or funding time that caused it. */
  cause: string;
  postings: readonly Readonly<{ account: Account; amountAtoms: Atoms }>[];
}>;

/** What stands behind a perpetual's position; prices in ticks, money in settlement atoms. */
export type PositionMargin = Readonly<{
  mode: MarginMode;
  leverage: number;
  /** Isolated: set aside for it. Cross: what the venue asks for at the start, out of the whole balance. */
  initialAtoms: Atoms;
  maintenanceAtoms: Atoms;
  /** Mark price at which the venue takes it over, as of now; null when none would. */
  liquidationTicks: number | null;
  /** Funding so far; positive was paid. */
  fundingAtoms: Atoms;
  /** Of the next funding, parts per 10^8, and when; null until the venue said so. */
  nextFundingRateE8: number | null;
  nextFundingAt: Micros | null;
}>;

export type Position = Readonly<{
  instrumentId: string;
  /** Signed; spot holdings are never negative, a short perpetual is. */
  sizeLots: number;
  /** Cost of what is held, fees not included; of a perpetual the value at entry, with the sign of the size. */
  costAtoms: Atoms;
  realisedAtoms: Atoms;
  feesAtoms: Atoms;
  openedAt: Micros | null;
  /** Mid that it is valued at, in half ticks; null until a two-sided book was seen. */
  markHalfTicks: number | null;
  unrealisedAtoms: Atoms | null;
  /** Null for spot. */
  margin: PositionMargin | null;
}>;

/** The same session under one queue model: what its own fills made of it. */
export type BandLane = Readonly<{
  model: string;
  equityAtoms: Atoms;
  realisedAtoms: Atoms;
  feesAtoms: Atoms;
  /** Orders that ended, those of them that filled in whole, and fills. */
  ordersClosed: number;
  ordersFilled: number;
  fills: number;
  /** Notional that ended orders asked for, and what of it filled: their ratio is the fill rate. */
  wantedAtoms: Atoms;
  filledAtoms: Atoms;
}>;

export type Bands = Readonly<{ pessimistic: BandLane; base: BandLane; optimistic: BandLane }>;

/** One sample a second, and at every fill. */
export type EquitySample = Readonly<{
  at: Micros;
  cashAtoms: Atoms;
  inventoryAtoms: Atoms;
  unrealisedAtoms: Atoms;
  equityAtoms: Atoms;
  realisedAtoms: Atoms;
  feesAtoms: Atoms;
  /** Isolated collateral; part of the equity. */
  marginAtoms: Atoms;
  /** Funding so far; positive was paid. */
  fundingAtoms: Atoms;
  /** At whole seconds of a desk with bands; null otherwise. */
  bands: Bands | null;
}>;

/**
 * From flat to flat in one instrument, or to where a fill went through zero. Sums of fills in settlement atoms: who
 * buys an inverse contract sells the coin, so there `bought` and `sold` are of the coin. Funding is not in it, nor
 * what the insurance fund bore.
 */
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
  /** The first 1,000 of each. */
  orderIds: readonly string[];
  fillIds: readonly string[];
  /** Why it was closed, in the strategy's words; null by hand. */
  exitNote: string | null;
}>;
