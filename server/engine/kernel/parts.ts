/** The parts of one lane and how they hang together: everything of the engine but its clock and its markets. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Bands, EquitySample, RoundTrip } from "@/server/domain/portfolio";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { Funding } from "@/server/engine/margin/funding";
import { deskMargin, perpClaimedAtoms, spotSetAsideAtoms } from "@/server/engine/margin/margin";
import { MarginTerms } from "@/server/engine/margin/margin-terms";
import { MarginWatch } from "@/server/engine/margin/margin-watch";
import { VenueAccount } from "@/server/engine/margin/venue-account";
import { Parents } from "@/server/engine/orders/algos/parents";
import { type OrderListener, ReportDesk } from "@/server/engine/orders/apply-report";
import { Brackets } from "@/server/engine/orders/brackets";
import { DeskOrders } from "@/server/engine/orders/desk-orders";
import { OrderDesk } from "@/server/engine/orders/order-desk";
import { Timeouts } from "@/server/engine/orders/timeouts";
import { Markouts } from "@/server/engine/portfolio/markouts";
import { Portfolio } from "@/server/engine/portfolio/portfolio";
import { TradeRecords } from "@/server/engine/portfolio/trade-records";
import { Breakers, type BreakersDeps } from "@/server/engine/risk/breakers/breakers";
import { Closer, type CloserDeps } from "@/server/engine/risk/closing";
import { Clusters } from "@/server/engine/risk/clusters";
import { Control } from "@/server/engine/risk/control";
import { EquityWatch } from "@/server/engine/risk/equity-watch";
import { Exits, type ExitsDeps } from "@/server/engine/risk/exits/exits";
import { Flattener, type FlattenerDeps } from "@/server/engine/risk/flatten";
import type { Gauges } from "@/server/engine/risk/gauges/gauges";
import { measuresOf } from "@/server/engine/risk/measures";
import { OriginBooks } from "@/server/engine/risk/origin-books";
import type { Outlook } from "@/server/engine/risk/risk-input";
import { RiskTerms } from "@/server/engine/risk/risk-terms";
import { TradingGate } from "@/server/engine/risk/trading-gate";
import { VenueStatus } from "@/server/engine/risk/venue-status";
import type { Predictions } from "@/server/engine/strategy/predictions";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { StrategyHost, type StrategyHostDeps } from "@/server/engine/strategy/strategy-host";
import { Exchange, type ExchangeDeps } from "@/server/engine/venue/exchange";
import type { EngineClock } from "./clock";
import { Commands } from "./commands";
import { EffectLog } from "./effect-log";
import { LaneTally } from "./lane-tally";
import { Wake } from "./scheduler";

/** What all lanes have in common: time passes, and a market row is taken in, once for all of them. */
export type Shared = Readonly<{
  clock: EngineClock;
  markets: readonly InstrumentMarket[];
  wake: Wake;
  gauges: Gauges;
  predictions: Predictions;
}>;

type LaneInput = Readonly<{
  /** With the queue model of the lane. */
  settings: DeskSettings;
  strategies: readonly Strategy[];
  shared: Shared;
  /** Whether its effects are the desk's. Those of an outer lane are only counted. */
  isSeen: boolean;
  /** Told at each whole second, before the sample goes out. @returns what the sample says of the bands */
  onSecond: (sample: EquitySample) => Bands | null;
}>;

export type Parts = ReturnType<typeof createParts>;

export function createParts({ settings, strategies, shared, isSeen, onSecond }: LaneInput) {
  const { clock, markets, gauges, predictions } = shared;
  const tally = new LaneTally(settings.instruments);
  const effects = new EffectLog({ isSeen, listener: tally });
  const wake = new Wake(settings.instruments.length, shared.wake);
  const gate = new TradingGate(clock, effects);
  const status = new VenueStatus({ clock, wake, gate });
  const orders = new DeskOrders(effects, clock);
  const openBreakers = () => breakers.openOnes().map(({ id }) => id);
  const risk = new RiskTerms({ clock, effects, gate, first: settings.risk, openBreakers });
  const opened = { books: new OriginBooks({ clock, markets }), clusters: new Clusters({ markets, risk }) };
  const equityWatch = new EquityWatch({ clock, portfolio: () => portfolio });
  const venueParts = createVenueParts({ settings, shared, effects, wake, orders });
  const { terms, markouts, exchange, funding } = venueParts;
  const marginOf = (instrument: number) => deskMargin({ markets, terms, orders, portfolio, funding }, instrument);
  const records = new TradeRecords();
  const onTrip = tripsTo(records, equityWatch);
  const portfolio = new Portfolio({ clock, effects, settings, markets, onSecond, marginOf, onTrip });
  const watched = { clock, effects, gate, risk, settings, markets, portfolio, equityWatch, gauges, ...opened };
  const breakers = createBreakers(watched, () => control);
  const outlook = outlookOf(gauges, breakers);
  const known = {
    clock,
    effects,
    wake,
    settings,
    risk,
    equityWatch,
    markets,
    gate,
    status,
    orders,
    portfolio,
    records,
    ...opened,
    outlook,
    gauges,
    breakers,
  };
  const measures = () => measuresOf({ ...known, exits, ordersLastMinute: () => orderDesk.sentLastMinute() });
  const onFailed: StrategyHostDeps["onFailed"] = (name, text) => control.stopStrategy(name, text);
  const late = { orderDesk: () => orderDesk, parents: () => parents, onFailed };
  const host = new StrategyHost({ ...known, ...late, measures, predictions, strategies });
  const orderDesk = new OrderDesk({ ...known, ...late, exchange, terms });
  const parents = new Parents({ ...known, orderDesk });
  const brackets = new Brackets({ ...known, orderDesk });
  const reportDesk = new ReportDesk({ ...known, markouts, listener: inTurn(brackets, parents, host) });
  const report: ReportDesk["apply"] = (late) => reportDesk.apply(late);
  const timeouts = new Timeouts({ ...known, exchange, report });
  const onFlat = () => host.onGap(null);
  const { flattener, exits } = createClosing({ ...known, exchange, orderDesk, parents, onFlat });
  const control: Control = new Control({ ...known, host, orderDesk, parents, flattener, instruments: markets.length });
  const commands = new Commands({ ...known, terms, orderDesk, parents, control });
  return {
    ...known,
    measures,
    tally,
    ...venueParts,
    host,
    orderDesk,
    parents,
    brackets,
    reportDesk,
    timeouts,
    flattener,
    exits,
    control,
    commands,
  };
}

const outlookOf = (gauges: Gauges, breakers: Breakers): Outlook => ({
  qualityOf: (instrument) => gauges.of(instrument).quality,
  isBlocked: (instrumentId, origin) => breakers.isBlocked(instrumentId, origin),
});

type Watched = Omit<BreakersDeps, "acts" | "gaugeOf" | "strategyDayAtoms"> &
  Readonly<{ gauges: Gauges; books: OriginBooks }>;

const createBreakers = ({ gauges, books, ...deps }: Watched, acts: BreakersDeps["acts"]): Breakers =>
  new Breakers({
    ...deps,
    acts,
    gaugeOf: (instrument) => gauges.of(instrument),
    strategyDayAtoms: (strategy) => books.dayAtoms(`strategy:${strategy}`),
  });

const tripsTo =
  (records: TradeRecords, equityWatch: EquityWatch) =>
  ({ origin, pnlAtoms }: RoundTrip): void => {
    records.onTrip(origin, pnlAtoms);
    equityWatch.onTrip(origin, pnlAtoms);
  };

type ClosingDeps = Omit<CloserDeps & FlattenerDeps & ExitsDeps, "closer">;

/** What closes positions: one of them, or all. */
function createClosing(deps: ClosingDeps): Readonly<{ flattener: Flattener; exits: Exits }> {
  const closer = new Closer(deps);
  return { flattener: new Flattener({ ...deps, closer }), exits: new Exits({ ...deps, closer }) };
}

type VenueInput = Readonly<{
  settings: DeskSettings;
  shared: Shared;
  effects: EffectLog;
  wake: Wake;
  orders: DeskOrders;
}>;

/** What acts on the venue's time line. */
function createVenueParts({ settings, shared: { clock, markets }, effects, wake, orders }: VenueInput) {
  const { watermarkMicros } = settings;
  const terms = new MarginTerms(settings);
  const markouts = new Markouts({ effects, wake, markets, watermarkMicros });
  const account = new VenueAccount({
    settings,
    markets,
    terms,
    setAsideAtoms: () => spotSetAsideAtoms({ markets, exchange }),
    claimedAtoms: () => perpClaimedAtoms({ markets, exchange, terms }),
  });
  const exchange = new Exchange({ account, clock, wake, settings, markets, ...watchers({ effects, markouts }) });
  const funding = new Funding({ wake, markets, account, exchange, watermarkMicros });
  const marginWatch = new MarginWatch({ markets, account, funding, exchange, orders });
  return { terms, markouts, account, exchange, funding, marginWatch };
}

type Watching = Readonly<{ effects: EffectLog; markouts: Markouts }>;

/** What goes out of the venue beside its reports: traces, and fills to be followed by markouts. */
const watchers = ({ effects, markouts }: Watching): Pick<ExchangeDeps, "onTrace" | "onFilled"> => ({
  onTrace: effects.isSeen ? (orderId, point) => effects.emit({ kind: "trace", orderId, point }) : null,
  onFilled: (instrument, order, { number, priceTicks, happenedAt }) => {
    if (!effects.isSeen) return;
    const side = order.side === 0 ? "buy" : "sell";
    markouts.schedule(instrument, happenedAt, { number, priceTicks, orderId: order.id, side });
  },
});

/** Parents first: a strategy that is told of its slice sees what became of it. */
const inTurn = (...listeners: readonly OrderListener[]): OrderListener => ({
  onOrder: (order) => listeners.forEach((listener) => listener.onOrder(order)),
  onFill: (fill, order) => listeners.forEach((listener) => listener.onFill(fill, order)),
});
