/** A desk of BTC, ETH and an inverse contract, as the sizing of its next position would find it. */
import { parseAtoms } from "@/server/domain/atoms";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import type { InstrumentFacts } from "@/server/domain/risk/market-facts";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { aMeasure, aSpot } from "@/server/domain/risk/risk-testing";
import type { InstrumentMeasure } from "@/server/domain/risk/risk-view";
import type { SizingSettings } from "@/server/domain/sizing";
import type { SizingDesk, SizingWish } from "./sizing-input";
import { NO_TRADES } from "./trade-record";

const spot = (base: string): InstrumentSpec => aSpot(base, { venueId: "test", lotSize: "0.00001", minNotional: "10" });

export const BTC = spot("BTC");
export const ETH = spot("ETH");
export const DOGE = spot("DOGE");

/** Contracts of 100 USD, settled in BTC: 100 / 0.1 × 10^8 = 10^11. */
export const BTC_COIN: InstrumentSpec = instrument({
  ...BTC,
  symbol: "BTC/USD:BTC",
  venueSymbol: "BTCUSD_PERP",
  quote: "USD",
  tickSize: "0.1",
  lotSize: "1",
  minNotional: "0",
  contract: {
    kind: "inverse",
    settle: "BTC",
    inverseAtoms: 100_000_000_000n,
    tiers: [{ upToAtoms: null, maintenancePpm: 4_000, maxLeverage: 20 }],
    liquidationFeePpm: 0,
    fundingIntervalMicros: 28_800_000_000,
  },
});

export const measure = (spec: InstrumentSpec, over: Partial<InstrumentMeasure> = {}): InstrumentMeasure =>
  aMeasure(spec.id, { sector: spec.base === "DOGE" ? "meme" : "L1", ...over });

export const facts = (spec: InstrumentSpec, over: Partial<InstrumentFacts> = {}): InstrumentFacts => ({
  instrumentId: spec.id,
  hours: 720,
  volatility: null,
  atrHalfTicks: null,
  dailyVolatilityPpm: null,
  regime: null,
  ...over,
});

export const factsAt = (
  instruments: readonly InstrumentFacts[],
  correlations: readonly (readonly [InstrumentSpec, InstrumentSpec, number])[] = [],
) => ({
  at: micros(1),
  instruments,
  correlations: correlations.map(([a, b, ppm]) => ({ a: a.id, b: b.id, ppm, bars: 720 })),
});

type DeskOver = Partial<SizingDesk> &
  Readonly<{
    equity?: string;
    risk?: Partial<RiskSettings>;
    sizing?: Partial<SizingSettings>;
    held?: readonly InstrumentMeasure[];
  }>;

/** 10,000 USDT and nothing held, the default settings, no facts and no trades. */
export function desk({ equity = "10000", risk = {}, sizing = {}, held = [], ...over }: DeskOver = {}): SizingDesk {
  const instruments = [BTC, ETH, DOGE, BTC_COIN];
  const measures = instruments.map(
    (spec) => held.find(({ instrumentId }) => instrumentId === spec.id) ?? measure(spec),
  );
  return {
    instruments,
    settings: { ...DEFAULT_RISK, ...risk, sizing: { ...DEFAULT_RISK.sizing, ...sizing } },
    facts: null,
    measures: { equityAtoms: parseAtoms(equity), instruments: measures },
    record: NO_TRADES,
    ...over,
  };
}

/** A buy of BTC at 100.00 by the signal, as strong as can be. */
export const wish = (over: Partial<SizingWish> = {}): SizingWish => ({
  spec: BTC,
  side: "buy",
  method: "signal",
  priceTicks: 10_000,
  stopTicks: null,
  strengthPpm: 1_000_000,
  ...over,
});
