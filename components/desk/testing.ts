import { atoms, parseAtoms } from "@/server/domain/atoms";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Order } from "@/server/domain/order";
import type { Position, PositionMargin } from "@/server/domain/portfolio";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { someMeasures } from "@/server/domain/risk/risk-testing";
import { ticks } from "@/server/domain/ticks";
import type { MarketView } from "@/server/domain/views";
import type { SeenRisk } from "./order-limits";

/** Binance spot's BTC/USDT: tick 0.01, lot 0.00001, 10 USDT at least, 0.1 % either way. */
export const BTC: InstrumentSpec = instrument({
  venueId: "simulated",
  symbol: "BTC/USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.00001",
  minNotional: "10",
  makerFeePpm: 1000,
  takerFeePpm: 1000,
});

export const marketView = (over: Partial<MarketView> = {}): MarketView => ({
  instrumentId: BTC.id,
  at: micros(1_723_161_241_000_000),
  bids: [
    [10_000, 100],
    [9_999, 200],
    [9_997, 300],
  ],
  asks: [
    [10_002, 150],
    [10_003, 250],
    [10_006, 350],
  ],
  lastTicks: 10_001,
  mark: null,
  trades: [],
  bar: null,
  ...over,
});

export const order = (over: Partial<Order> = {}): Order => ({
  id: "ord-1",
  terms: {},
  role: "single",
  parentId: null,
  linkId: null,
  triggeredAt: null,
  stopTicks: null,
  medianTradeLots: null,
  commandId: null,
  origin: "manual",
  instrumentId: BTC.id,
  side: "buy",
  type: "limit",
  timeInForce: "GTC",
  postOnly: true,
  limitTicks: ticks(10_000),
  sizeLots: lots(50),
  state: "ACCEPTED",
  filledLots: lots(0),
  filledAtoms: atoms(0n),
  feeAtoms: atoms(0n),
  decidedAt: micros(1_723_161_240_000_000),
  arrivesAt: null,
  acceptedAt: null,
  acknowledgedAt: null,
  closedAt: null,
  decisionMidHalfTicks: null,
  arrivalMidHalfTicks: null,
  decisionBook: null,
  arrivalBook: null,
  aheadAtAcceptLots: 100,
  aheadLots: 80,
  behindLots: 20,
  reason: null,
  note: null,
  ...over,
});

/** The same pair as a perpetual with three margin tiers. */
export const BTC_PERP: InstrumentSpec = instrument({
  venueId: "simulated",
  symbol: "BTC/USDT:USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.00001",
  minNotional: "10",
  makerFeePpm: 200,
  takerFeePpm: 500,
  contract: {
    kind: "linear",
    settle: "USDT",
    inverseAtoms: 0n,
    tiers: [
      { upToAtoms: parseAtoms("100"), maintenancePpm: 4_000, maxLeverage: 20 },
      { upToAtoms: parseAtoms("500"), maintenancePpm: 10_000, maxLeverage: 5 },
      { upToAtoms: null, maintenancePpm: 50_000, maxLeverage: 2 },
    ],
    liquidationFeePpm: 12_500,
    fundingIntervalMicros: 28_800_000_000,
  },
});

/** Its inverse sister: contracts of 1 USD at a tick of 0.01, settled in BTC, with the tiers in BTC. */
export const BTC_INVERSE: InstrumentSpec = instrument({
  venueId: "simulated",
  symbol: "BTC/USD:BTC",
  venueSymbol: "BTCUSD_PERP",
  base: "BTC",
  quote: "USD",
  version: 1,
  tickSize: "0.01",
  lotSize: "1",
  minNotional: "0.0001",
  makerFeePpm: 200,
  takerFeePpm: 500,
  contract: {
    kind: "inverse",
    settle: "BTC",
    inverseAtoms: 10_000_000_000n,
    tiers: [
      { upToAtoms: parseAtoms("1500"), maintenancePpm: 4_000, maxLeverage: 20 },
      { upToAtoms: null, maintenancePpm: 50_000, maxLeverage: 5 },
    ],
    liquidationFeePpm: 12_500,
    fundingIntervalMicros: 28_800_000_000,
  },
});

export const position = (over: Partial<Position> = {}): Position => ({
  instrumentId: BTC.id,
  sizeLots: 0,
  costAtoms: atoms(0n),
  realisedAtoms: atoms(0n),
  feesAtoms: atoms(0n),
  openedAt: null,
  markHalfTicks: null,
  unrealisedAtoms: null,
  margin: null,
  ...over,
});

export const margin = (over: Partial<PositionMargin> = {}): PositionMargin => ({
  mode: "isolated",
  leverage: 10,
  initialAtoms: atoms(0n),
  maintenanceAtoms: atoms(0n),
  liquidationTicks: null,
  fundingAtoms: atoms(0n),
  nextFundingRateE8: null,
  nextFundingAt: null,
  ...over,
});

/** What a desk's risk says while it holds nothing and no breaker is open. */
export const seenRisk = (settings: RiskSettings, over: Partial<SeenRisk> = {}): SeenRisk => ({
  settings,
  facts: null,
  breakers: [],
  measures: someMeasures({
    at: micros(1_723_161_241_000_000),
    equityAtoms: atoms(0n),
    peakEquityAtoms: atoms(0n),
    dayOpenEquityAtoms: atoms(0n),
  }),
  ...over,
});
