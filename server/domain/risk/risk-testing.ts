/** What a desk measures while nothing happens, for tests that change some of it. */
import { atoms, parseAtoms } from "@/server/domain/atoms";
import { type InstrumentInput, type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import type { InstrumentMeasure, RiskMeasures } from "./risk-view";

/** Against USDT, in ticks of 0.01 and lots of 0.001. */
export const aSpot = (base: string, over: Partial<InstrumentInput> = {}): InstrumentSpec =>
  instrument({
    venueId: "v",
    symbol: `${base}/USDT`,
    venueSymbol: `${base}USDT`,
    base,
    quote: "USDT",
    version: 1,
    tickSize: "0.01",
    lotSize: "0.001",
    minNotional: "5",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
    ...over,
  });

/** Nothing held and nothing known. */
export const aMeasure = (instrumentId: string, over: Partial<InstrumentMeasure> = {}): InstrumentMeasure => ({
  instrumentId,
  sector: "L1",
  sizeLots: 0,
  exposureAtoms: atoms(0n),
  workingBuyAtoms: atoms(0n),
  workingSellAtoms: atoms(0n),
  openedAt: null,
  gainPpm: null,
  stopHalfTicks: null,
  targetHalfTicks: null,
  closesAt: null,
  volatilityPpm: null,
  volatilityRegime: null,
  quality: null,
  spreadPpm: null,
  lastEventAt: null,
  lastEntryAt: null,
  ...over,
});

/** 10,000 units, as at the start. */
export const someMeasures = (over: Partial<RiskMeasures> = {}): RiskMeasures => ({
  at: micros(1_000_000_000_000),
  equityAtoms: parseAtoms("10000"),
  peakEquityAtoms: parseAtoms("10000"),
  peakAt: micros(0),
  dayOpenEquityAtoms: parseAtoms("10000"),
  losingStreak: 0,
  openOrders: 0,
  ordersLastMinute: 0,
  heartbeatAt: null,
  instruments: [],
  strategies: [],
  ...over,
});
