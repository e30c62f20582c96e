/** What the risk page asks beyond the live view: VaR of positions and equity, and what is known of the past. */
import { DAY_MICROS, HOUR_MICROS, type PriceBar } from "@/server/analysis/market/price-bars";
import { atoms } from "@/server/domain/atoms";
import { settleOf } from "@/server/domain/instrument";
import { MICROS_PER_MINUTE, type Micros, micros } from "@/server/domain/micros";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { DeskStore } from "@/server/ports/desk-store";
import { equityRisk } from "./equity-risk";
import { factsView } from "./facts-view";
import { FACTS_DAYS } from "./market-facts";
import { type Candles, pastBars } from "./past-prices";
import { type Held, heldOf, positionRisk } from "./position-risk";
import { type FactsView, RISK_HORIZONS, type VarView } from "./risk-views";

export type RiskService = Readonly<{
  /** As of the desk's last commit; null before its first equity. */
  var: (deskId: string) => Promise<VarView | null>;
  facts: (deskId: string) => Promise<FactsView>;
}>;

export type RiskServiceDeps = Readonly<{
  desks: Pick<DeskStore, "getDesk">;
  reader: Pick<DeskReader, "listPositions" | "listEquityBars" | "findEquitySpan" | "latestFacts">;
  market: Candles;
}>;

export function createRiskService(deps: RiskServiceDeps): RiskService {
  const hours = createHours(deps.market);
  return {
    var: (deskId) => varView(deps, hours, deskId),
    async facts(deskId) {
      const [desk, facts, last] = await Promise.all([
        deps.desks.getDesk(deskId),
        deps.reader.latestFacts(deskId),
        lastSample(deps, deskId),
      ]);
      return factsView(desk, { facts, at: last?.at ?? null });
    },
  };
}

/** Hourly bars of an instrument, kept for a minute: a page asks again and again, but history may still be fetched. */
function createHours(market: Candles): (instrumentId: string, at: Micros) => Promise<readonly PriceBar[]> {
  const kept = new Map<string, Readonly<{ minute: number; bars: Promise<readonly PriceBar[]> }>>();
  return (instrumentId, at) => {
    const minute = Math.floor(at / MICROS_PER_MINUTE);
    const known = kept.get(instrumentId);
    if (known?.minute === minute) return known.bars;
    const bars = pastBars(market, { instrumentId, interval: "1h", at, days: FACTS_DAYS });
    kept.set(instrumentId, { minute, bars });
    bars.catch(() => kept.delete(instrumentId));
    return bars;
  };
}

const lastSample = async ({ reader }: RiskServiceDeps, deskId: string) =>
  (await reader.findEquitySpan(deskId))?.last ?? null;

async function varView(
  deps: RiskServiceDeps,
  hoursOf: ReturnType<typeof createHours>,
  deskId: string,
): Promise<VarView | null> {
  const [desk, positions, last] = await Promise.all([
    deps.desks.getDesk(deskId),
    deps.reader.listPositions(deskId),
    lastSample(deps, deskId),
  ]);
  if (!last) return null;
  const { at, equityAtoms } = last;
  const { instruments } = desk.settings;
  const held = heldOf(instruments, positions);
  const from = micros(Math.max(at - FACTS_DAYS * DAY_MICROS, 0));
  const [equity, hours] = await Promise.all([
    deps.reader.listEquityBars(deskId, { from, to: micros(at + 1), widthMicros: HOUR_MICROS }),
    hoursByInstrument(held, (instrumentId) => hoursOf(instrumentId, at)),
  ]);
  return {
    deskId,
    at,
    currency: instruments[0] ? settleOf(instruments[0]) : "",
    equityAtoms: atoms(equityAtoms),
    positions: RISK_HORIZONS.map((horizon) => positionRisk({ held, hours, horizon })),
    equity: RISK_HORIZONS.map((horizon) => equityRisk(equity, horizon)),
  };
}

async function hoursByInstrument(
  held: readonly Held[],
  read: (instrumentId: string) => Promise<readonly PriceBar[]>,
): Promise<ReadonlyMap<string, readonly PriceBar[]>> {
  return new Map(await Promise.all(held.map(async ({ spec }) => [spec.id, await read(spec.id)] as const)));
}
