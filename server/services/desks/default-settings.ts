/** What a new desk gets unless told otherwise. Numbers: DOMAIN.md 4 (latency, queue model) and 5 (risk). */
import { parseAtoms } from "@/server/domain/atoms";
import {
  DESK_SETTINGS_VERSION,
  type DeskSettings,
  type ExecutionSettings,
  type ImpactSettings,
  type LatencySettings,
  type QueueModelSettings,
  type StrategySettings,
} from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { settleOf } from "@/server/domain/instrument";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import { feeSchedule } from "./fee-schedules";

const MILLI = 1_000;
const SECOND = 1_000_000;

/** Range of one way to the venue, ms; a simulated or recorded market speaks Binance's protocol and gets its range. */
const LATENCY_MILLIS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  binance: [50, 100],
  simulated: [50, 100],
  recorded: [50, 100],
  coinbase: [100, 200],
  kraken: [80, 180],
  kucoin: [80, 160],
};
const OTHER_LATENCY_MILLIS = [50, 200] as const;

/** One draw in a hundred is a spike of three to ten times the body. */
export function defaultLatency(venueId: string): LatencySettings {
  const [min, max] = LATENCY_MILLIS[venueId.split("-")[0] ?? venueId] ?? OTHER_LATENCY_MILLIS;
  return {
    minMicros: min * MILLI,
    maxMicros: max * MILLI,
    spikeShare: 0.01,
    spikeFactorMin: 3,
    spikeFactorMax: 10,
  };
}

/** The base model that came out best against the truth (docs/queue-truth.md). */
export const DEFAULT_QUEUE_MODEL: QueueModelSettings = { kind: "power", exponent: 1 };

export const DEFAULT_EXECUTION: ExecutionSettings = {
  bands: { pessimistic: { kind: "riskAverse" }, optimistic: { kind: "touch" } },
  latencyTable: null,
  impact: null,
  fees: null,
  // Binance spot takes 100 orders in 10 s (exchangeInfo, rate limit ORDERS).
  venueOrdersPer10s: 100,
  outages: [],
  requestTimeoutMicros: 10 * SECOND,
  cancelRetriesMax: 3,
  margin: { mode: "isolated", leverage: 3 },
};

export type DefaultSettingsInput = Readonly<{
  venueId: string;
  instruments: readonly InstrumentSpec[];
  seed: number;
  strategies: readonly StrategySettings[];
  /** From the instruments' own past (`impactNumbers`); absent or null: none, and the page says so. */
  impact?: ImpactSettings | null;
}>;

/** DOMAIN 5: 10,000 quote units; of a desk that is settled in a coin, one or some of it. */
const OPENING_BALANCES: Readonly<Record<string, string>> = { BTC: "1", ETH: "10" };
const OPENING_BALANCE = "10000";

function openingBalance([first]: readonly InstrumentSpec[]): DeskSettings["openingBalanceAtoms"] {
  return parseAtoms((first && OPENING_BALANCES[settleOf(first)]) ?? OPENING_BALANCE);
}

export function defaultSettings(input: DefaultSettingsInput): DeskSettings {
  const { venueId, instruments, seed, strategies, impact = null } = input;
  const latency = defaultLatency(venueId);
  return {
    instruments,
    openingBalanceAtoms: openingBalance(instruments),
    seed,
    entryLatency: latency,
    responseLatency: latency,
    queueModel: DEFAULT_QUEUE_MODEL,
    risk: DEFAULT_RISK,
    strategies,
    watermarkMicros: 250 * MILLI,
    execution: { ...DEFAULT_EXECUTION, impact, fees: feeSchedule(venueId, instruments) },
    version: DESK_SETTINGS_VERSION,
  };
}
