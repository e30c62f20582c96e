/** The engine's parts and how they hang together. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { ReportDesk } from "@/server/engine/orders/apply-report";
import { DeskOrders } from "@/server/engine/orders/desk-orders";
import { OrderDesk } from "@/server/engine/orders/order-desk";
import { Markouts } from "@/server/engine/portfolio/markouts";
import { Portfolio } from "@/server/engine/portfolio/portfolio";
import { Control } from "@/server/engine/risk/control";
import { Flattener } from "@/server/engine/risk/flatten";
import { TradingGate } from "@/server/engine/risk/trading-gate";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { StrategyHost } from "@/server/engine/strategy/strategy-host";
import { Exchange } from "@/server/engine/venue/exchange";
import { EngineClock } from "./clock";
import { Commands } from "./commands";
import { EffectLog } from "./effect-log";
import { Wake } from "./scheduler";

export type Parts = ReturnType<typeof createParts>;

export function createParts(settings: DeskSettings, strategies: readonly Strategy[]) {
  const clock = new EngineClock(settings.seed);
  const effects = new EffectLog();
  const wake = new Wake(settings.instruments.length);
  const markets = settings.instruments.map((spec, index) => new InstrumentMarket(index, spec));
  const gate = new TradingGate(clock, effects);
  const orders = new DeskOrders(effects);
  const portfolio = new Portfolio({ clock, effects, settings, markets });
  const markouts = new Markouts({ effects, wake, markets, watermarkMicros: settings.watermarkMicros });
  const exchange = new Exchange({
    clock,
    wake,
    settings,
    markets,
    onTrace: (orderId, point) => effects.emit({ kind: "trace", orderId, point }),
    onFilled: (instrument, order, { number, priceTicks, happenedAt }) =>
      markouts.schedule(instrument, happenedAt, {
        number,
        priceTicks,
        orderId: order.id,
        side: order.side === 0 ? "buy" : "sell",
      }),
  });
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
  const orderDesk = new OrderDesk({ clock, settings, markets, exchange, portfolio, gate, orders });
  const reportDesk = new ReportDesk({ effects, markets, orders, portfolio, markouts, listener: host });
  const flattener = new Flattener({
    clock,
    settings,
    markets,
    gate,
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
    flattener,
    control,
    commands,
  };
}
