/** What limits are compared with, as measured now: for the page, the ticket and the checks. */
import { atoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { micros } from "@/server/domain/micros";
import type { InstrumentMeasure, RiskMeasures } from "@/server/domain/risk/risk-view";
import { sectorOf } from "@/server/domain/risk/sectors";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { DeskOrder } from "@/server/engine/orders/desk-order";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { Breakers } from "./breakers/breakers";
import { spreadPpm } from "./checks/spread";
import type { EquityWatch } from "./equity-watch";
import type { Exits } from "./exits/exits";
import type { Gauges } from "./gauges/gauges";
import { regimeOf } from "./gauges/regime";
import type { OriginBooks } from "./origin-books";
import type { RiskTerms } from "./risk-terms";
import { exposureAtoms, workingAtoms } from "./stakes";
import { strategyMeasures } from "./strategy-measures";

export type MeasureDeps = Readonly<{
  clock: EngineClock;
  markets: readonly InstrumentMarket[];
  orders: DeskOrders;
  portfolio: Portfolio;
  risk: RiskTerms;
  equityWatch: EquityWatch;
  breakers: Breakers;
  exits: Exits;
  gauges: Gauges;
  books: OriginBooks;
  settings: Pick<DeskSettings, "strategies">;
  ordersLastMinute: () => number;
}>;

export function measuresOf(deps: MeasureDeps): RiskMeasures {
  const { clock, markets, orders, portfolio, equityWatch, breakers } = deps;
  const { heardAt } = breakers;
  return {
    at: clock.micros(),
    equityAtoms: atoms(portfolio.equityAtoms()),
    peakEquityAtoms: atoms(equityWatch.peakAtoms),
    peakAt: micros(equityWatch.peakAt),
    dayOpenEquityAtoms: atoms(equityWatch.dayBaseAtoms),
    losingStreak: equityWatch.losingStreak(null),
    openOrders: [...orders.all()].length,
    ordersLastMinute: deps.ordersLastMinute(),
    heartbeatAt: heardAt === null ? null : micros(heardAt),
    instruments: markets.map((market) => instrumentMeasure(deps, market, workingHere(deps, market))),
    strategies: strategyMeasures(deps),
  };
}

function instrumentMeasure(
  { portfolio, risk, books, exits, gauges }: MeasureDeps,
  market: InstrumentMarket,
  orders: readonly DeskOrder[],
): InstrumentMeasure {
  const { spec, index, lastEventAt } = market;
  const held = portfolio.held(index);
  const { volatilityPpm, quality } = gauges.of(index);
  const { gainPpm, stopHalfTicks, targetHalfTicks, closesAt } = exits.measure(market);
  const { buyAtoms, sellAtoms } = workingAtoms(market, { heldLots: held.sizeLots, orders });
  const enteredAt = books.enteredAt(index);
  return {
    instrumentId: spec.id,
    sector: sectorOf(spec.base, risk.settings.sectors),
    sizeLots: held.sizeLots,
    exposureAtoms: atoms(exposureAtoms(portfolio, market)),
    workingBuyAtoms: atoms(buyAtoms),
    workingSellAtoms: atoms(sellAtoms),
    openedAt: held.openedAt,
    gainPpm,
    stopHalfTicks,
    targetHalfTicks,
    closesAt: closesAt === null ? null : micros(closesAt),
    volatilityPpm,
    volatilityRegime: regimeOf(risk.facts, spec.id, volatilityPpm),
    quality,
    spreadPpm: spreadPpm(market.book),
    lastEventAt: lastEventAt > 0 ? micros(lastEventAt) : null,
    lastEntryAt: enteredAt === null ? null : micros(enteredAt),
  };
}

const workingHere = ({ orders }: MeasureDeps, { index }: InstrumentMarket): DeskOrder[] =>
  [...orders.all()].filter(({ instrument }) => instrument === index);
