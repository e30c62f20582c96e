import { HOUR_MICROS } from "@/server/analysis/market/price-bars";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { sectorOf } from "@/server/domain/risk/sectors";
import type { Desk } from "@/server/ports/desk-store";
import { unknownOf } from "./market-facts";
import type { FactsView } from "./risk-views";

/** One refresh was missed. */
const STALE_MICROS = 2 * HOUR_MICROS;

/** @param at market time that the age is counted to */
export function factsView(
  { id, settings }: Pick<Desk, "id" | "settings">,
  { facts, at }: Readonly<{ facts: MarketFacts | null; at: Micros | null }>,
): FactsView {
  const ageMicros = facts && at !== null ? Math.max(at - facts.at, 0) : null;
  const missing = settings.instruments.flatMap(({ id: instrumentId }) => {
    const known = facts?.instruments.find((one) => one.instrumentId === instrumentId);
    const text = known ? unknownOf(known) : "Nothing is known of its past yet.";
    return text === null ? [] : [{ instrumentId, text }];
  });
  return {
    deskId: id,
    facts,
    at,
    ageMicros,
    isStale: ageMicros !== null && ageMicros > STALE_MICROS,
    missing,
    unknownPairs: unknownPairs(settings, facts),
  };
}

function unknownPairs(
  { instruments: specs, risk: { sectors } }: DeskSettings,
  facts: MarketFacts | null,
): FactsView["unknownPairs"] {
  const known = new Set(facts?.correlations.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
  return specs.flatMap((a, i) =>
    specs
      .slice(i + 1)
      .filter((b) => !known.has(`${a.id} ${b.id}`))
      .map((b) => ({ a: a.id, b: b.id, isSameSector: sectorOf(a.base, sectors) === sectorOf(b.base, sectors) })),
  );
}
