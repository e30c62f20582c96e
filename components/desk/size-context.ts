import type { DeskMarket } from "./market-context";
import type { SizeContext } from "./ticket-form";

/** What the ticket is reckoned against at this moment. */
export function sizeContextOf({ desk, spec, market }: Pick<DeskMarket, "desk" | "spec" | "market">): SizeContext {
  const view = desk.view.get();
  return {
    spec,
    book: market.get() ?? { bids: [], asks: [], lastTicks: null },
    equityAtoms: view?.equity.equityAtoms ?? null,
    nowMicros: view?.at ?? null,
  };
}
