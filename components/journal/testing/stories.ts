/** Orders as the journal gets them, for its tests: one limit buy of 0.05 BTC, changed as each test needs. */
import { atoms } from "@/server/domain/atoms";
import { instrument, notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Fill, Order } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";

export const btc = instrument({
  venueId: "simulated",
  symbol: "BTC/USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.00001",
  minNotional: "5",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
});

export const START = 1_723_161_600_000_000;

export const anOrder = (change: Partial<Order> = {}): Order => ({
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
  instrumentId: btc.id,
  side: "buy",
  type: "limit",
  timeInForce: "GTC",
  postOnly: true,
  limitTicks: ticks(6_421_190),
  sizeLots: lots(5_000),
  state: "ACCEPTED",
  filledLots: lots(0),
  filledAtoms: atoms(0n),
  feeAtoms: atoms(0n),
  decidedAt: micros(START),
  arrivesAt: micros(START + 62_000),
  acceptedAt: micros(START + 62_000),
  acknowledgedAt: micros(START + 130_000),
  closedAt: null,
  decisionMidHalfTicks: 12_842_381,
  arrivalMidHalfTicks: 12_842_381,
  decisionBook: null,
  arrivalBook: null,
  aheadAtAcceptLots: 210_000,
  aheadLots: 184_000,
  behindLots: 0,
  reason: null,
  note: null,
  ...change,
});

export function aFill(change: Partial<Fill> = {}): Fill {
  const priceTicks = change.priceTicks ?? ticks(6_421_190);
  const sizeLots = change.sizeLots ?? lots(5_000);
  return {
    id: "fill-1",
    orderId: "ord-1",
    instrumentId: btc.id,
    side: "buy",
    priceTicks,
    sizeLots,
    notionalAtoms: notionalAtoms(btc, priceTicks, sizeLots),
    feeAtoms: atoms(321_059_500n),
    liquidity: "maker",
    rule: "queue_reached",
    at: micros(START + 41_062_000),
    knownAt: micros(START + 41_130_000),
    midHalfTicks: 12_842_381,
    impactTicks: 0,
    spreadTicks: 1,
    ...change,
  };
}
