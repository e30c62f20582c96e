import { atoms } from "@/server/domain/atoms";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Order } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { MarketView } from "@/server/domain/views";

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
