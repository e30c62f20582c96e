/** What the limits on exposure and entries are asked with. Most orders pass early: what costs something is reckoned when first asked for. */

import type { OrderOrigin, OrderRole, Reason } from "@/server/domain/order";
import { reducibleLots } from "@/server/domain/reducible";
import { grossAtoms } from "@/server/domain/risk/exposure";
import { type CapInput, type Stake, withAddition } from "@/server/domain/risk/exposure-caps";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Parents } from "@/server/engine/orders/algos/parents";
import { type DeskOrder, worstCase } from "@/server/engine/orders/desk-order";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { Budget, CheckInput } from "./check-input";
import type { Clusters, Group } from "./clusters";
import type { OriginBooks } from "./origin-books";
import type { RiskTerms } from "./risk-terms";
import { deskStakes, originExposures } from "./stakes";

/** What breakers and gauges know of an instrument and of who trades. */
export type Outlook = Readonly<{
  /** 0 to 100; null while nobody knows. */
  qualityOf: (instrument: number) => number | null;
  /** Why an open breaker forbids new risk. */
  isBlocked: (instrumentId: string, origin: OrderOrigin) => Reason | null;
}>;

export type RiskInputDeps = Readonly<{
  markets: readonly InstrumentMarket[];
  portfolio: Portfolio;
  risk: Pick<RiskTerms, "settings">;
  clusters: Clusters;
  books: Pick<OriginBooks, "lotsOf" | "enteredAt">;
  outlook: Outlook;
  /** Late bound: parents send orders, and orders ask here. */
  parents: () => Pick<Parents, "entersFor">;
}>;

type Asked = Pick<
  CheckInput,
  "draft" | "origin" | "market" | "now" | "isReduction" | "perp" | "addsAtoms" | "equityAtoms"
>;
type Around = Readonly<{ role: OrderRole /** All that works besides it. */; others: readonly DeskOrder[] }>;
type Question = Readonly<{ asked: Asked; others: readonly DeskOrder[] }>;

type Answer = Pick<CheckInput, "addsRisk" | "isSlice" | "caps" | "budget" | "enteredAt" | "quality" | "isBlocked">;

export function riskInput(deps: RiskInputDeps, asked: Asked, { role, others }: Around): Answer {
  const { draft, origin, market, isReduction, perp } = asked;
  const question = { asked, others };
  const adds = perp ? perp.openingLots > 0 : draft.side === "buy";
  let caps: CapInput | null = null;
  return {
    addsRisk: adds && !isReduction && origin !== "risk",
    isSlice: role === "slice",
    caps: () => (caps ??= capInput(deps, question)),
    budget: () => budgetOf(deps, question),
    enteredAt: () => {
      const isEntering = deps.parents().entersFor(market.index) || entryWorks(deps, question);
      return isEntering ? asked.now : deps.books.enteredAt(market.index);
    },
    quality: deps.outlook.qualityOf(market.index),
    isBlocked: deps.outlook.isBlocked,
  };
}

function capInput(deps: RiskInputDeps, { asked, others }: Question): CapInput {
  const { draft, market, addsAtoms, equityAtoms } = asked;
  const groups = deps.clusters.groups();
  // Field by field: gathering the rest of an object takes longer than all the sums.
  const stakes = deskStakes(deps, others, market.index).map((stake): Stake => {
    const { heldAtoms, buyAtoms, sellAtoms, isOpen } = stake;
    const { id: instrumentId, base } = stake.market.spec;
    const { sector, cluster } = groups[stake.market.index] as Group;
    return { heldAtoms, buyAtoms, sellAtoms, isOpen, instrumentId, base, sector, cluster };
  });
  const { side, instrumentId } = draft;
  const addition = { instrumentId, side, atoms: addsAtoms() };
  return { stakes, addition, settings: deps.risk.settings, equityAtoms };
}

/** Null for whoever has none. */
function budgetOf(deps: RiskInputDeps, { asked, others }: Question): Budget | null {
  const { draft, origin, market, addsAtoms, equityAtoms } = asked;
  const strategy = origin.startsWith("strategy:") ? origin.slice("strategy:".length) : null;
  const terms = strategy === null ? undefined : deps.risk.settings.strategies[strategy];
  if (strategy === null || !terms) return null;
  const addition = { side: draft.side, atoms: addsAtoms() };
  let valueAtoms = 0n;
  for (const { market: own, ...stake } of originExposures(deps, { origin, orders: others, always: market.index })) {
    valueAtoms += grossAtoms(own.index === market.index ? withAddition(stake, addition) : stake);
  }
  const limitAtoms = (equityAtoms * BigInt(terms.budgetPpm)) / 1_000_000n;
  return { strategy, limitPpm: terms.budgetPpm, limitAtoms, valueAtoms };
}

/** An order of a strategy that would open the instrument or add to it, slices of its parents among them. */
function entryWorks({ portfolio }: RiskInputDeps, { asked: { market }, others }: Question): boolean {
  const held = portfolio.heldLots(market.index);
  return others.some((desk) => {
    const { origin, side, terms, role } = desk.order;
    if (desk.instrument !== market.index || !origin.startsWith("strategy:")) return false;
    if (role === "stop" || role === "target" || terms.reduceOnly) return false;
    return market.spec.contract ? worstCase(desk).leftLots > reducibleLots(held, side) : side === "buy";
  });
}
