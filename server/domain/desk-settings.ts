import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { Atoms } from "./atoms";
import type { InstrumentSpec } from "./instrument";
import type { Micros } from "./micros";

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
  | Readonly<{ kind: "riskAverse" | "log" | "touch" | "exact" }>
  | Readonly<{ kind: "power"; exponent: number }>;

export type StrategySettings = Readonly<{
  name: string;
  enabled: boolean;
  params: Readonly<Record<string, number>>;
  /** Of a strategy that trades predictions: the one model that it listens to; absent or null: any. */
  model?: string | null;
}>;

/** A measured way to the venue and back: sent, executed, answered. Interpolated linearly between rows. */
export type LatencyRow = Readonly<{ requestAt: Micros; exchangeAt: Micros; responseAt: Micros }>;

/** Square-root law, DOMAIN.md 4: y × sigma × sqrt(Q / V), decaying. */
export type ImpactSettings = Readonly<{
  /** 700_000 is Y = 0.7. */
  yPpm: number;
  halfLifeMicros: number;
  /** Instruments that are not listed have no permanent impact, and the page says so. */
  instruments: readonly Readonly<{ instrumentId: string; sigmaDailyPpm: number; volumeDailyLots: number }>[];
}>;

/** From this 30-day volume on (atoms of notional) these fees hold. */
export type FeeTier = Readonly<{ fromVolumeAtoms: Atoms; makerFeePpm: number; takerFeePpm: number }>;

/** The venue answers nothing in between: requests time out, resting orders stay. */
export type Outage = Readonly<{ from: Micros; to: Micros }>;

export type MarginMode = "isolated" | "cross";

export type ExecutionSettings = Readonly<{
  /** Queue models that the same session is valued under besides the base one; null: no bands. */
  bands: Readonly<{ pessimistic: QueueModelSettings; optimistic: QueueModelSettings }> | null;
  /** Replaces the latency distributions when given; at least two rows, in order of `requestAt`. */
  latencyTable: readonly LatencyRow[] | null;
  impact: ImpactSettings | null;
  /** Null: the instrument's own fees. `tier` null: by the desk's own trailing 30-day volume, else that row. */
  fees: Readonly<{ tiers: readonly FeeTier[]; tier: number | null }> | null;
  /** New orders and amends that the venue takes within 10 s; null: any number. */
  venueOrdersPer10s: number | null;
  outages: readonly Outage[];
  /** No answer for so long after sending: the desk takes the request as lost. */
  requestTimeoutMicros: number;
  /** Cancels that got no answer are sent again, at most so often; new orders never are. */
  cancelRetriesMax: number;
  margin: Readonly<{ mode: MarginMode /** 1 to the instrument's maximum. */; leverage: number }>;
}>;

/** Rises when a desk's settings gain something that its engine needs; desks of an older one are archived. */
export const DESK_SETTINGS_VERSION = 3;

/** Everything, besides the events, that a run's result depends on. */
export type DeskSettings = Readonly<{
  instruments: readonly InstrumentSpec[];
  openingBalanceAtoms: Atoms;
  seed: number;
  entryLatency: LatencySettings;
  responseLatency: LatencySettings;
  queueModel: QueueModelSettings;
  /** Version 1 of them; the engine holds the present ones. */
  risk: RiskSettings;
  strategies: readonly StrategySettings[];
  execution: ExecutionSettings;
  version: number;
  /** Trades and books may arrive this much out of exchange-time order before they count as late. */
  watermarkMicros: number;
}>;
