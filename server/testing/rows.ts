/** What a desk produces, with arbitrary but sound values, for tests of those who keep it. */
import { atoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import { instrument } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { type Micros, micros } from "@/server/domain/micros";
import type {
  BookPicture,
  Fill,
  Markout,
  Order,
  OrderDraft,
  OrderEvent,
  QueuePoint,
  Reason,
} from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { BandLane, EquitySample, LedgerEntry, Position, RoundTrip } from "@/server/domain/portfolio";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import type { RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { BreakerEvent, PositionSample } from "@/server/domain/risk/risk-view";
import type { Signal } from "@/server/domain/signal";
import { ticks } from "@/server/domain/ticks";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { StoredCandle, TradeTick } from "@/server/ports/market-store";
import type { Heartbeat } from "@/server/ports/system-store";

/** 2026-03-04 05:06:07.891011 UTC: no digit of it may get lost. */
export const AT: Micros = micros(1_772_600_767_891_011);
export const after = (byMicros: number): Micros => micros(AT + byMicros);
/** Beyond what a double or 64 bits can count. */
export const HUGE = atoms(12_345_678_901_234_567_890_123n);
export const INSTRUMENT = "test:BTC/USDT";

export const aSpec = instrument({
  venueId: "test",
  symbol: "BTC/USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.01",
  minNotional: "10",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
});

export const aBook = (at: Micros = AT): BookPicture => ({
  at,
  bids: [
    [6_400_000, 12],
    [6_399_999, 7],
  ],
  asks: [[6_400_001, 3]],
});

export const aReason: Reason = {
  rule: "cash",
  text: 'cash is short: "5" < 6 €',
  limit: "5",
  value: "6",
  distance: "-1",
};

export const anOrder = (number: number, change: Partial<Order> = {}): Order => ({
  id: `ord-${number}`,
  terms: { postOnlySlide: true },
  role: "entry",
  parentId: "par-1",
  linkId: "link-7",
  triggeredAt: null,
  stopTicks: null,
  medianTradeLots: 17,
  instrumentId: INSTRUMENT,
  side: "buy",
  type: "limit",
  timeInForce: "GTC",
  postOnly: true,
  limitTicks: ticks(6_400_000),
  sizeLots: lots(100),
  commandId: null,
  origin: "strategy:order-flow-imbalance",
  state: "ACCEPTED",
  filledLots: lots(0),
  filledAtoms: atoms(0n),
  feeAtoms: atoms(0n),
  decidedAt: after(number),
  arrivesAt: after(number + 50_001),
  acceptedAt: null,
  acknowledgedAt: null,
  closedAt: null,
  decisionMidHalfTicks: 12_800_001,
  arrivalMidHalfTicks: null,
  decisionBook: aBook(),
  arrivalBook: null,
  aheadAtAcceptLots: 12.1,
  aheadLots: 0.1 + 0.2,
  behindLots: null,
  reason: null,
  note: "OFI 3.2σ over 10 s",
  ...change,
});

export const anEvent = (seq: number, orderId: string, change: Partial<OrderEvent> = {}): OrderEvent => ({
  seq,
  orderId,
  at: after(seq),
  state: "ACCEPTED",
  text: "accepted",
  reason: null,
  ...change,
});

export const aPoint = (change: Partial<QueuePoint> = {}): QueuePoint => ({
  at: AT,
  cause: "trade",
  aheadLots: 1 / 3,
  deltaLots: 2,
  ...change,
});

export const aFill = (number: number, orderId: string, change: Partial<Fill> = {}): Fill => ({
  id: `fill-${number}`,
  orderId,
  instrumentId: INSTRUMENT,
  side: "buy",
  priceTicks: ticks(6_400_000),
  sizeLots: lots(50),
  notionalAtoms: HUGE,
  feeAtoms: atoms(-1n),
  liquidity: "maker",
  rule: "queue_reached",
  at: after(number),
  knownAt: after(number + 7),
  midHalfTicks: null,
  impactTicks: 0,
  spreadTicks: 2,
  ...change,
});

export const aMarkout = (fillId: string, orderId: string, change: Partial<Markout> = {}): Markout => ({
  fillId,
  orderId,
  horizonMicros: 1_000_000,
  at: after(1_000_000),
  midHalfTicks: 12_800_003,
  bps: -0.078_124_999_9,
  ...change,
});

export const anEntry = (seq: number, change: Partial<LedgerEntry> = {}): LedgerEntry => ({
  seq,
  at: after(seq),
  kind: "trade",
  cause: `fill-${seq}`,
  postings: [
    { account: "cash", amountAtoms: atoms(0n - HUGE) },
    { account: `inventory:${INSTRUMENT}`, amountAtoms: HUGE },
  ],
  ...change,
});

export const aPosition = (change: Partial<Position> = {}): Position => ({
  instrumentId: INSTRUMENT,
  sizeLots: 50,
  costAtoms: HUGE,
  realisedAtoms: atoms(-5n),
  feesAtoms: atoms(2n),
  openedAt: AT,
  markHalfTicks: null,
  unrealisedAtoms: null,
  margin: {
    mode: "isolated",
    leverage: 3,
    initialAtoms: HUGE,
    maintenanceAtoms: atoms(7n),
    liquidationTicks: 6_000_000,
    fundingAtoms: atoms(-1n),
    nextFundingRateE8: 10_000,
    nextFundingAt: AT,
  },
  ...change,
});

export const aTrip = (number: number, change: Partial<RoundTrip> = {}): RoundTrip => ({
  id: `trip-${number}`,
  instrumentId: INSTRUMENT,
  origin: "strategy:order-flow-imbalance",
  openedAt: after(number),
  closedAt: after(number + 1_000),
  maxSizeLots: 100,
  boughtLots: 100,
  boughtAtoms: atoms(1_000n),
  soldAtoms: atoms(1_100n),
  feesAtoms: atoms(30n),
  pnlAtoms: atoms(70n),
  orderIds: ["ord-1", "ord-2"],
  fillIds: ["fill-1", "fill-2"],
  exitNote: null,
  ...change,
});

const aLane = (model: string): BandLane => ({
  model,
  equityAtoms: HUGE,
  realisedAtoms: atoms(-3n),
  feesAtoms: atoms(4n),
  ordersClosed: 3,
  ordersFilled: 2,
  fills: 5,
  wantedAtoms: HUGE,
  filledAtoms: atoms(1n),
});

export const aParent = (number: number, change: Partial<ParentOrder> = {}): ParentOrder => ({
  id: `par-${number}`,
  instrumentId: INSTRUMENT,
  side: "sell",
  kind: "twap",
  sizeLots: lots(1_000),
  limitTicks: null,
  durationMicros: 60_000_000,
  slices: 6,
  displayLots: null,
  participationPpm: null,
  volumeCurvePpm: null,
  isPassiveFirst: true,
  commandId: "c-9",
  origin: "manual",
  state: "ACTIVE",
  decidedAt: after(number),
  endsAt: after(number + 60_000_000),
  closedAt: null,
  decisionMidHalfTicks: 12_800_001,
  schedule: [{ at: after(number), lots: 166 }],
  done: [],
  filledLots: lots(0),
  filledAtoms: atoms(0n),
  feeAtoms: atoms(0n),
  slicesSent: 1,
  text: "slice 1 of 6 rests at the touch",
  reason: null,
  shortfall: {
    delayAtoms: atoms(1n),
    tradingAtoms: atoms(-2n),
    opportunityAtoms: HUGE,
    feeAtoms: atoms(0n),
    totalAtoms: atoms(HUGE - 1n),
    totalBps: 1.25,
  },
  ...change,
});

export const aSample = (at: Micros, equity: bigint = HUGE): EquitySample => ({
  at,
  cashAtoms: atoms(equity),
  inventoryAtoms: atoms(0n),
  unrealisedAtoms: atoms(0n),
  equityAtoms: atoms(equity),
  realisedAtoms: atoms(-1n),
  feesAtoms: atoms(1n),
  marginAtoms: atoms(0n),
  fundingAtoms: atoms(-2n),
  bands: { pessimistic: aLane("riskAverse"), base: aLane("log"), optimistic: aLane("touch") },
});

export const aSignal = (seq: number, change: Partial<Signal> = {}): Signal => ({
  seq,
  at: after(seq),
  strategy: "order-flow-imbalance",
  instrumentId: INSTRUMENT,
  strength: -0.3,
  action: "enter",
  text: "OFI says so",
  inputs: { ofi1s: 0.1 + 0.2, imbalance: -1e-9 },
  ...change,
});

export const aRiskEvent = (seq: number, change: Partial<RiskEvent> = {}): RiskEvent => ({
  seq,
  at: after(seq),
  kind: "trading_state",
  cause: "kill",
  text: "Halted by hand",
  from: "ACTIVE",
  to: "HALTED",
  ...change,
});

export const aBreakerEvent = (seq: number): BreakerEvent => ({
  seq,
  at: after(seq),
  breaker: {
    id: "daily_loss",
    kind: "daily_loss",
    instrumentId: null,
    strategy: null,
    state: "open",
    since: after(seq),
    rearmsAt: after(1_000_001),
    value: "5.1 %",
    limit: "5 %",
    text: "Lost 5.1 % since 00:00 UTC",
  },
  from: "armed",
  to: "open",
  cause: "daily_loss",
});

export const aRiskSettingsChange = (version: number): RiskSettingsChange => ({
  version,
  at: after(version),
  commandId: version === 1 ? null : `command-${version}`,
  why: "the desk was made",
  settings: { ...DEFAULT_RISK, sectors: { LINK: "other" } },
  diff: [{ path: "rearm.daily_loss", from: "next_day", to: "by_hand" }],
});

export const aPositionSample = (at: Micros): PositionSample => ({
  at,
  instrumentId: INSTRUMENT,
  sizeLots: -3,
  costAtoms: HUGE,
  realisedAtoms: atoms(-7n),
  feesAtoms: atoms(5n),
  fundingAtoms: atoms(-2n),
  unrealisedAtoms: atoms(11n),
  markHalfTicks: 12_345,
});

export const aTrade = (tradeId: number, change: Partial<TradeTick> = {}): TradeTick => ({
  instrumentId: INSTRUMENT,
  instrumentVersion: 1,
  tradeId,
  exchangeAt: after(tradeId),
  receivedAt: after(tradeId + 1_234),
  priceTicks: 6_400_000,
  sizeLots: 3,
  aggressor: 1,
  isLate: false,
  ...change,
});

export const aCandle = (openAt: number, change: Partial<StoredCandle> = {}): StoredCandle => ({
  instrumentId: INSTRUMENT,
  instrumentVersion: 1,
  openAt: micros(openAt),
  openTicks: 10,
  highTicks: 12,
  lowTicks: 8,
  closeTicks: 11,
  volumeLots: 5,
  trades: 2,
  isFinal: true,
  ...change,
});

const aService = { name: "venue REST", state: "CLOSED", failures: 1, retryAt: null, withholds: true } as const;

export const aHeartbeat = (id: string, change: Partial<Heartbeat> = {}): Heartbeat => ({
  id,
  kind: "worker",
  pid: 4_711,
  host: "localhost",
  startedAt: AT,
  seenAt: AT,
  rssBytes: 123_456_789,
  heapBytes: 23_456_789,
  cpuShare: 0.123,
  eventLoopLagMicros: 1_500,
  detail: "",
  services: [{ ...aService, lastFailure: { at: AT, text: "no route" } }],
  ...change,
});

/** One of each kind, in an order in which the engine could say them. */
export const oneOfEach = (): readonly Effect[] => [
  { kind: "signal", signal: aSignal(1) },
  { kind: "order", order: anOrder(1, { decidedAt: after(1) }) },
  { kind: "orderEvent", event: anEvent(1, "ord-1") },
  { kind: "parent", parent: aParent(1) },
  { kind: "trace", orderId: "ord-1", point: aPoint({ cause: "accepted", aheadLots: 12.1, deltaLots: 0 }) },
  { kind: "trace", orderId: "ord-1", point: aPoint() },
  { kind: "fill", fill: aFill(1, "ord-1") },
  { kind: "ledger", entry: anEntry(1) },
  { kind: "position", position: aPosition() },
  { kind: "equity", sample: aSample(AT) },
  { kind: "order", order: anOrder(1, { decidedAt: after(1), state: "PARTIALLY_FILLED", filledLots: lots(50) }) },
  { kind: "markout", markout: aMarkout("fill-1", "ord-1") },
  { kind: "roundTrip", trip: aTrip(1) },
  { kind: "risk", event: aRiskEvent(1) },
  { kind: "breaker", event: aBreakerEvent(1) },
  { kind: "riskSettings", change: aRiskSettingsChange(1) },
  { kind: "positionSample", sample: aPositionSample(AT) },
];

export const lastOrderOf = (effects: readonly Effect[]): Order | undefined =>
  effects.flatMap((effect) => (effect.kind === "order" ? [effect.order] : [])).at(-1);

export const anyFilter = {
  instrumentId: null,
  origin: null,
  states: null,
  parentId: null,
  tag: null,
  from: null,
  to: null,
};

export const aDraft: OrderDraft = {
  instrumentId: INSTRUMENT,
  side: "sell",
  type: "market",
  timeInForce: "IOC",
  postOnly: false,
  limitTicks: null,
  sizeLots: lots(7),
};
