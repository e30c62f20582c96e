/** What limits are compared with, as measured now: for the page, the ticket and the checks. */
import { atoms } from "@/server/domain/atoms";
import { markNotionalAtoms } from "@/server/domain/contract-math";
import { micros } from "@/server/domain/micros";
import type { InstrumentMeasure, RiskMeasures } from "@/server/domain/risk-view";
import { sectorOf } from "@/server/domain/sectors";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { Breakers } from "./breakers/breakers";
import type { EquityWatch } from "./equity-watch";
import type { Exits } from "./exits/exits";
import type { Gauges } from "./gauges/gauges";
import { regimeOf } from "./gauges/regime";
import type { RiskTerms } from "./risk-terms";

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
    losingStreak: equityWatch.losingStreak,
    openOrders: [...orders.all()].length,
    ordersLastMinute: 0,
    heartbeatAt: heardAt === null ? null : micros(heardAt),
    instruments: markets.map((market) => instrumentMeasure(deps, market)),
    strategies: [],
  };
}

function instrumentMeasure(
  { portfolio, risk, exits, gauges }: MeasureDeps,
  market: InstrumentMarket,
): InstrumentMeasure {
  const { spec, index, lastEventAt } = market;
  const held = portfolio.held(index);
  const { volatilityPpm, quality } = gauges.of(index);
  const { gainPpm, stopHalfTicks, targetHalfTicks, closesAt } = exits.measure(market);
  return {
    instrumentId: spec.id,
    sector: sectorOf(spec.base, risk.settings.sectors),
    sizeLots: held.sizeLots,
    exposureAtoms: atoms(exposureAtoms(portfolio, market)),
    workingBuyAtoms: atoms(0n),
    workingSellAtoms: atoms(0n),
    openedAt: held.openedAt,
    gainPpm,
    stopHalfTicks,
    targetHalfTicks,
    closesAt: closesAt === null ? null : micros(closesAt),
    volatilityPpm,
    volatilityRegime: regimeOf(risk.facts, spec.id, volatilityPpm),
    quality,
    spreadPpm: null,
    lastEventAt: lastEventAt > 0 ? micros(lastEventAt) : null,
    lastEntryAt: null,
  };
}

/** Signed value of what is held: spot at the mid, a perpetual's contracts at the mark. */
export function exposureAtoms(portfolio: Portfolio, market: InstrumentMarket): bigint {
  if (!market.spec.contract) return portfolio.valueAtoms(market);
  const { sizeLots } = portfolio.held(market.index);
  const mark = market.valuationMillionths();
  if (mark === null || sizeLots === 0) return 0n;
  const size = markNotionalAtoms(market.spec, sizeLots, mark);
  return (size < 0n ? -size : size) * (sizeLots > 0 ? 1n : -1n);
}
