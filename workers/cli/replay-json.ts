import type { DeskSettings } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill, Order } from "@/server/domain/order";
import type { BandLane, EquitySample, RoundTrip } from "@/server/domain/portfolio";
import { averagePrice, isoMicros, money, price, size } from "@/server/services/journal/quantities";
import type { FeedLatency } from "@/server/services/replay/feed-latency";
import type { ReplayResult } from "@/server/services/replay/replay";
import type { Kept } from "@/server/services/replay/tally";
import type { RecordedMarket } from "./recorded-blocks";

export type ReplayTold = Readonly<{
  market: RecordedMarket;
  settings: DeskSettings;
  feed: FeedLatency;
  result: ReplayResult;
}>;

/** Prices, sizes and money as exact decimal text, times in UTC. Keys are added over time, never renamed. */
export function replayJson(told: ReplayTold): string {
  const { market, settings, feed, result } = told;
  const specOf = lookup(settings.instruments);
  const rows = <T>({ count, rows: kept }: Kept<T>, row: (one: T) => unknown) => ({ count, rows: kept.map(row) });
  const document = {
    recording: { name: market.name, instruments: settings.instruments.map(specJson), notes: market.notes },
    settings: {
      seed: settings.seed,
      queue: settings.queueModel,
      openingBalance: money(settings.openingBalanceAtoms),
      feedLatency: { micros: feed.micros, recordedMedianMicros: feed.medianMicros },
      latencyTableRows: settings.execution.latencyTable?.length ?? null,
      entryLatency: settings.entryLatency,
      responseLatency: settings.responseLatency,
      risk: settings.risk,
      strategies: settings.strategies,
    },
    events: result.events,
    from: isoMicros(result.span?.from ?? null),
    to: isoMicros(result.span?.to ?? null),
    orders: {
      states: result.orders.states,
      reasons: result.reasons,
      ...rows(result.orders, (order) => orderJson(specOf(order.instrumentId), order)),
    },
    fills: rows(result.fills, (fill) => fillJson(specOf(fill.instrumentId), fill)),
    roundTrips: {
      won: result.roundTrips.won,
      ...rows(result.roundTrips, (trip) => tripJson(specOf(trip.instrumentId), trip)),
    },
    signals: result.signals,
    equity: result.equity && {
      ...sampleJson(result.equity.last),
      low: money(result.equity.lowAtoms),
      high: money(result.equity.highAtoms),
      maxDrawdown: money(result.equity.maxDrawdownAtoms),
      curve: result.curve.map(({ at, equityAtoms }) => [isoMicros(at), money(equityAtoms)]),
    },
    bands: result.bands && {
      pessimistic: laneJson(settings, result.bands.pessimistic),
      base: laneJson(settings, result.bands.base),
      optimistic: laneJson(settings, result.bands.optimistic),
    },
    digest: result.digest,
  };
  return JSON.stringify(document, null, 2);
}

/** @throws AppError not_found, which would be a defect of the run */
export function lookup(specs: readonly InstrumentSpec[]): (id: string) => InstrumentSpec {
  const byId = new Map(specs.map((spec) => [spec.id, spec] as const));
  return (id) => {
    const spec = byId.get(id);
    if (!spec) throw new AppError("not_found", `${id} is not an instrument of this run`);
    return spec;
  };
}

const specJson = ({ id, symbol, tickSize, lotSize, minNotionalAtoms, makerFeePpm, takerFeePpm }: InstrumentSpec) => ({
  id,
  symbol,
  tickSize,
  lotSize,
  minNotional: money(minNotionalAtoms),
  makerFeePpm,
  takerFeePpm,
});

const orderJson = (spec: InstrumentSpec, order: Order) => ({
  id: order.id,
  instrument: order.instrumentId,
  origin: order.origin,
  side: order.side,
  type: order.type,
  timeInForce: order.timeInForce,
  postOnly: order.postOnly,
  price: price(spec, order.limitTicks),
  size: size(spec, order.sizeLots),
  filled: size(spec, order.filledLots),
  averagePrice: averagePrice(spec, order.filledAtoms, order.filledLots),
  fee: money(order.feeAtoms),
  state: order.state,
  decidedAt: isoMicros(order.decidedAt),
  arrivedAt: isoMicros(order.arrivesAt),
  acceptedAt: isoMicros(order.acceptedAt),
  closedAt: isoMicros(order.closedAt),
  aheadAtAccept: size(spec, order.aheadAtAcceptLots),
  reason: order.reason,
  note: order.note,
});

const fillJson = (spec: InstrumentSpec, fill: Fill) => ({
  id: fill.id,
  order: fill.orderId,
  instrument: fill.instrumentId,
  side: fill.side,
  price: price(spec, fill.priceTicks),
  size: size(spec, fill.sizeLots),
  notional: money(fill.notionalAtoms),
  fee: money(fill.feeAtoms),
  liquidity: fill.liquidity,
  rule: fill.rule,
  at: isoMicros(fill.at),
  knownAt: isoMicros(fill.knownAt),
});

const tripJson = (spec: InstrumentSpec, trip: RoundTrip) => ({
  id: trip.id,
  instrument: trip.instrumentId,
  origin: trip.origin,
  openedAt: isoMicros(trip.openedAt),
  closedAt: isoMicros(trip.closedAt),
  size: size(spec, trip.boughtLots),
  bought: money(trip.boughtAtoms),
  sold: money(trip.soldAtoms),
  fees: money(trip.feesAtoms),
  pnl: money(trip.pnlAtoms),
  exit: trip.exitNote,
});

const laneJson = ({ openingBalanceAtoms }: DeskSettings, lane: BandLane) => ({
  queue: lane.model,
  total: money(lane.equityAtoms),
  pnl: money(lane.equityAtoms - openingBalanceAtoms),
  realised: money(lane.realisedAtoms),
  fees: money(lane.feesAtoms),
  ordersClosed: lane.ordersClosed,
  ordersFilled: lane.ordersFilled,
  fills: lane.fills,
  wanted: money(lane.wantedAtoms),
  filled: money(lane.filledAtoms),
});

const sampleJson = (sample: EquitySample) => ({
  at: isoMicros(sample.at),
  total: money(sample.equityAtoms),
  cash: money(sample.cashAtoms),
  inventoryAtCost: money(sample.inventoryAtoms),
  unrealised: money(sample.unrealisedAtoms),
  realised: money(sample.realisedAtoms),
  fees: money(sample.feesAtoms),
});
