/** What each strategy has opened, with its working entries, and what it made of the day. */
import { atoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { grossAtoms } from "@/server/domain/risk/exposure";
import type { StrategyMeasure } from "@/server/domain/risk/risk-view";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { EquityWatch } from "./equity-watch";
import type { OriginBooks } from "./origin-books";
import { originExposures } from "./stakes";

type Deps = Readonly<{
  settings: Pick<DeskSettings, "strategies">;
  markets: readonly InstrumentMarket[];
  orders: Pick<DeskOrders, "all">;
  books: OriginBooks;
  equityWatch: EquityWatch;
}>;

export function strategyMeasures(deps: Deps): StrategyMeasure[] {
  const orders = [...deps.orders.all()];
  return deps.settings.strategies.map(({ name }) => {
    const origin = `strategy:${name}` as const;
    const exposures = originExposures(deps, { origin, orders, always: null });
    return {
      strategy: name,
      exposureAtoms: atoms(exposures.reduce((sum, exposure) => sum + grossAtoms(exposure), 0n)),
      losingStreak: deps.equityWatch.losingStreak(name),
      dayAtoms: atoms(deps.books.dayAtoms(origin)),
    };
  });
}
