import type { Atoms } from "./atoms";
import type { InstrumentSpec } from "./instrument";

/** One-way latency: lognormal body inside the range, and spikes (DOMAIN.md 4: 1 % of draws, times 3 to 10). */
export type LatencySettings = Readonly<{
  minMicros: number;
  maxMicros: number;
  /** Share of draws that are spikes, 0 to 1. */
  spikeShare: number;
  spikeFactorMin: number;
  spikeFactorMax: number;
}>;

export type QueueModelSettings =
  | Readonly<{ kind: "riskAverse" | "log" | "touch" }>
  | Readonly<{ kind: "power"; exponent: number }>;

export type RiskSettings = Readonly<{
  /** Largest position per instrument as a share of equity, parts per million (250_000 is 25 %). */
  positionCapPpm: number;
  /** No event of an instrument for so long: no new orders on it. */
  staleFeedMicros: number;
  /** Book older than this while trades print: no new orders on it. */
  staleBookMicros: number;
  ordersPerMinuteMax: number;
  openOrdersMax: number;
}>;

export type StrategySettings = Readonly<{
  name: string;
  enabled: boolean;
  params: Readonly<Record<string, number>>;
}>;

/** Everything, besides the events, that a run's result depends on. */
export type DeskSettings = Readonly<{
  instruments: readonly InstrumentSpec[];
  openingBalanceAtoms: Atoms;
  seed: number;
  entryLatency: LatencySettings;
  responseLatency: LatencySettings;
  queueModel: QueueModelSettings;
  risk: RiskSettings;
  strategies: readonly StrategySettings[];
  /** Trades and books may arrive this much out of exchange-time order before they count as late. */
  watermarkMicros: number;
}>;
