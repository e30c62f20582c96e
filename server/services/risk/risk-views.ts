/** What the risk page shows of VaR and of the facts; built by the risk service, as of the desk's last commit. */

import type { VarBacktest } from "@/server/analysis/tail-risk/backtest-var";
import type { TailRisk } from "@/server/analysis/tail-risk/historical-risk";
import type { SimulatedRisk } from "@/server/analysis/tail-risk/simulate-risk";
import type { Atoms } from "@/server/domain/atoms";
import type { Micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";

export const RISK_HORIZONS = ["1h", "1d"] as const;
export type RiskHorizon = (typeof RISK_HORIZONS)[number];

/** Money in the desk's currency; positive is a loss. */
export type InstrumentTail = Readonly<{
  instrumentId: string;
  sizeLots: number;
  /** Signed value at the mark. */
  exposureAtoms: Atoms;
  /** What it adds to the desk's VaR and CVaR; negative when it hedges. They add up to the desk's to the atom. */
  varAtoms: Atoms;
  cvarAtoms: Atoms;
  /** What its VaR would be if nothing else were held. */
  aloneVarAtoms: Atoms;
}>;

/** Of what is held now, revalued over the past of its instruments. */
export type PositionRisk = Readonly<{
  horizon: RiskHorizon;
  level: number;
  /** Past spans that the positions were revalued over; those of a day overlap, one for each hour. */
  spans: number;
  /** The part of the past that they lie in; null without spans. */
  from: Micros | null;
  to: Micros | null;
  /** Null when it cannot be said, and why; 0 when nothing is held. */
  varAtoms: Atoms | null;
  cvarAtoms: Atoms | null;
  reason: string | null;
  instruments: readonly InstrumentTail[];
  /** What is held but has too little history: it is not in the figures. */
  missing: readonly Readonly<{ instrumentId: string; exposureAtoms: Atoms; text: string }>[];
}>;

/** Of the desk's own equity returns; shares of the equity, positive is a loss. */
export type EquityRisk = Readonly<{
  /** Length of one return. */
  horizon: RiskHorizon;
  returns: number;
  historical: TailRisk;
  /** Block bootstrap of the returns, 24 hours or 10 days ahead, with its bands. */
  simulated: SimulatedRisk;
  /** What each period's VaR said before it, and what came. `at` is the end of each forecast's period. */
  backtest: VarBacktest & Readonly<{ at: readonly Micros[] }>;
}>;

export type VarView = Readonly<{
  deskId: string;
  /** Market time of the last commit. */
  at: Micros;
  /** 8 decimals of it are an atom. */
  currency: string;
  equityAtoms: Atoms;
  positions: readonly PositionRisk[];
  equity: readonly EquityRisk[];
}>;

export type FactsView = Readonly<{
  deskId: string;
  /** As the engine last learned them; null before the first. */
  facts: MarketFacts | null;
  /** Market time of the last commit, and how old the facts were then, µs. */
  at: Micros | null;
  ageMicros: number | null;
  /** Older than two hours: the job has missed one. */
  isStale: boolean;
  /** What is not known of which instrument, one sentence each. */
  missing: readonly Readonly<{ instrumentId: string; text: string }>[];
  /** Pairs of the desk's instruments without a correlation: within a sector they count as 1. */
  unknownPairs: readonly Readonly<{ a: string; b: string; isSameSector: boolean }>[];
}>;
