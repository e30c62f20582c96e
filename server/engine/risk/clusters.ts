/** Which of the desk's instruments move together, reckoned again only when facts or settings have changed. */
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { clustersOf } from "@/server/domain/risk/risk-clusters";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { type Sector, sectorOf } from "@/server/domain/risk/sectors";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { RiskTerms } from "./risk-terms";

export type Group = Readonly<{ sector: Sector; cluster: number }>;

type Deps = Readonly<{ markets: readonly InstrumentMarket[]; risk: Pick<RiskTerms, "settings" | "facts"> }>;

/** Derived from the state, no part of it. */
export class Clusters {
  readonly #deps: Deps;
  #of: Readonly<{ settings: RiskSettings; facts: MarketFacts | null; groups: readonly Group[] }> | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** By instrument. */
  groups(): readonly Group[] {
    const { markets, risk } = this.#deps;
    const { settings, facts } = risk;
    if (this.#of?.settings === settings && this.#of.facts === facts) return this.#of.groups;
    const members = markets.map(({ spec: { id, base } }) => ({ id, base, sector: sectorOf(base, settings.sectors) }));
    const roots = clustersOf(members, { facts, fromPpm: settings.clusterCorrelationPpm });
    const groups = members.map(({ sector }, i) => ({ sector, cluster: roots[i] as number }));
    this.#of = { settings, facts, groups };
    return groups;
  }
}
