/** The parts of one lane and how they hang together: everything of the engine but its clock and its markets. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Bands, EquitySample } from "@/server/domain/portfolio";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { Parents } from "@/server/engine/orders/algos/parents";
import { type OrderListener, ReportDesk } from "@/server/engine/orders/apply-report";
import { DeskOrders } from "@/server/engine/orders/desk-orders";
import { OrderDesk } from "@/server/engine/orders/order-desk";
import { Timeouts } from "@/server/engine/orders/timeouts";
import { Markouts } from "@/server/engine/portfolio/markouts";
import { Portfolio } from "@/server/engine/portfolio/portfolio";
import { Control } from "@/server/engine/risk/control";
import { Flattener } from "@/server/engine/risk/flatten";
import { TradingGate } from "@/server/engine/risk/trading-gate";
import { VenueStatus } from "@/server/engine/risk/venue-status";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { StrategyHost } from "@/server/engine/strategy/strategy-host";
import { Exchange, type ExchangeDeps } from "@/server/engine/venue/exchange";
import type { EngineClock } from "./clock";
import { Commands } from "./commands";
import { EffectLog } from "./effect-log";
import { LaneTally } from "./lane-tally";
import { Wake } from "./scheduler";

/** What all lanes have in common: time passes, and a market row is taken in, once for all of them. */
export type Shared = Readonly<{ clock: EngineClock; markets: readonly InstrumentMarket[]; wake: Wake }>;

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
  const { clock, markets } = shared;
  const tally = new LaneTally(settings.instruments);
  const effects = new EffectLog({ isSeen, listener: tally });
  const wake = new Wake(settings.instruments.length, shared.wake);
  const gate = new TradingGate(clock, effects);
  const status = new VenueStatus({ clock, wake, gate });
  const orders = new DeskOrders(effects);
  const portfolio = new Portfolio({ clock, effects, settings, markets, onSecond });
  const markouts = new Markouts({ effects, wake, markets, watermarkMicros: settings.watermarkMicros });
  const known = { clock, effects, wake, settings, markets, gate, status, orders, portfolio };
  const exchange = new Exchange({ ...known, ...watchers({ effects, markouts, isSeen }) });
  const host = new StrategyHost({ ...known, strategies, orderDesk: () => orderDesk, parents: () => parents });
  const orderDesk = new OrderDesk({ ...known, exchange });
  const parents = new Parents({ ...known, orderDesk });
  const reportDesk = new ReportDesk({ ...known, markouts, listener: inTurn(parents, host) });
  const report: ReportDesk["apply"] = (late) => reportDesk.apply(late);
  const timeouts = new Timeouts({ ...known, exchange, report });
  const flattener = new Flattener({ ...known, exchange, orderDesk, onFlat: () => host.onGap(null) });
  const control = new Control({ ...known, host, orderDesk, parents, flattener, instruments: markets.length });
  const commands = new Commands({ ...known, orderDesk, parents, control });
  return {
    ...known,
    tally,
    markouts,
    exchange,
    host,
    orderDesk,
    parents,
    reportDesk,
    timeouts,
    flattener,
    control,
    commands,
  };
}

type Watching = Readonly<{ effects: EffectLog; markouts: Markouts; isSeen: boolean }>;

/** What goes out of the venue beside its reports: traces, and fills to be followed by markouts. */
const watchers = ({ effects, markouts, isSeen }: Watching): Pick<ExchangeDeps, "onTrace" | "onFilled"> => ({
  onTrace: (orderId, point) => effects.emit({ kind: "trace", orderId, point }),
  onFilled: (instrument, order, { number, priceTicks, happenedAt }) => {
    if (!isSeen) return;
    const side = order.side === 0 ? "buy" : "sell";
    markouts.schedule(instrument, happenedAt, { number, priceTicks, orderId: order.id, side });
  },
});

/** Parents first: a strategy that is told of its slice sees what became of it. */
const inTurn = (...listeners: readonly OrderListener[]): OrderListener => ({
  onOrder: (order) => listeners.forEach((listener) => listener.onOrder(order)),
  onFill: (fill, order) => listeners.forEach((listener) => listener.onFill(fill, order)),
});
