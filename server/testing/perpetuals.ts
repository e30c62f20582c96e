/** Perpetuals for tests: plain numbers, one tier of 0.5 % and 50 times unless told otherwise. */
import { type ContractSpec, type InstrumentSpec, instrument, type MarginTier } from "@/server/domain/instrument";

const CONTRACT: ContractSpec = {
  kind: "linear",
  settle: "USDT",
  inverseAtoms: 0n,
  tiers: [{ upToAtoms: null, maintenancePpm: 5_000, maxLeverage: 50 }],
  liquidationFeePpm: 12_500,
  fundingIntervalMicros: 28_800_000_000,
};

const SHARED = { venueId: "test", version: 1, makerFeePpm: 200, takerFeePpm: 500 } as const;

/** Tick 0.01 USDT, lot 0.001: a tick of a lot is 1,000 atoms. Fees 0.02 and 0.05 %. */
export const LINEAR: InstrumentSpec = instrument({
  ...SHARED,
  symbol: "ABC/USDT:USDT",
  venueSymbol: "ABCUSDT",
  base: "ABC",
  quote: "USDT",
  tickSize: "0.01",
  lotSize: "0.001",
  minNotional: "5",
  contract: CONTRACT,
});

/** Contracts of 100 USD, tick 0.1: n contracts at p ticks are n × 10^11 / p atoms of ABC. */
export const INVERSE: InstrumentSpec = instrument({
  ...SHARED,
  symbol: "ABC/USD:ABC",
  venueSymbol: "ABCUSD_PERP",
  base: "ABC",
  quote: "USD",
  tickSize: "0.1",
  lotSize: "1",
  minNotional: "0",
  contract: { ...CONTRACT, kind: "inverse", settle: "ABC", inverseAtoms: 100_000_000_000n },
});

export const withTiers = (spec: InstrumentSpec, tiers: readonly MarginTier[]): InstrumentSpec => ({
  ...spec,
  contract: { ...(spec.contract ?? CONTRACT), tiers },
});
