/** The parts of one lane and how they hang together: everything of the engine but its clock and its markets. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Bands, EquitySample } from "@/server/domain/portfolio";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { ReportDesk } from "@/server/engine/orders/apply-report";
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
  const exchange = new Exchange({ clock, wake, settings, markets, ...watchers({ effects, markouts, isSeen }) });
  const host = new StrategyHost({
    clock,
    effects,
    wake,
    settings,
    markets,
    gate,
    orders,
    portfolio,
    strategies,
    orderDesk: () => orderDesk,
  });
  const orderDesk = new OrderDesk({ clock, settings, markets, exchange, portfolio, gate, orders, status });
  const reportDesk = new ReportDesk({ effects, markets, orders, portfolio, markouts, listener: host });
  const report: ReportDesk["apply"] = (late) => reportDesk.apply(late);
  const timeouts = new Timeouts({ settings, exchange, orders, status, report });
  const flattener = new Flattener({
    clock,
    settings,
    markets,
    gate,
    status,
    orders,
    portfolio,
    exchange,
    orderDesk,
    onFlat: () => host.onGap(null),
  });
  const control = new Control({ gate, host, orders, orderDesk, flattener, instruments: markets.length });
  const commands = new Commands({ clock, effects, orders, orderDesk, control });
  return {
    settings,
    clock,
    tally,
    effects,
    wake,
    markets,
    gate,
    orders,
    portfolio,
    markouts,
    exchange,
    host,
    orderDesk,
    reportDesk,
    timeouts,
    status,
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
