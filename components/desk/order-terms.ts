/** What an order says beyond its price and size, held against the engine's checks of the same rules (server/engine/risk/checks). */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { OrderDraft, ReasonRule } from "@/server/domain/order";
import type { SeenMarket } from "./order-cost";
import { unitsOf } from "./units";

export type TermsProblem = { readonly rule: ReasonRule; readonly refusal: string };

/** Only a perpetual has a mark price. */
export function triggerProblem({ terms }: OrderDraft, { contract }: InstrumentSpec): TermsProblem | null {
  if (contract !== null) return null;
  if (terms?.trigger?.by === "mark") return { rule: "trigger_price", refusal: "a spot market has no mark price" };
  return terms?.trail?.by === "mark" ? { rule: "trail", refusal: "a spot market has no mark price" } : null;
}

/** An iceberg rests, and shows less than all. */
export function displayProblem({ type, timeInForce, sizeLots, terms }: OrderDraft, spec: InstrumentSpec) {
  if (terms?.displayLots === undefined) return null;
  const rule = "display_size" as const;
  if (type !== "limit" || (timeInForce !== "GTC" && timeInForce !== "GTD"))
    return { rule, refusal: "an iceberg must be able to rest: a limit order, GTC or GTD" };
  return terms.displayLots < sizeLots
    ? null
    : { rule, refusal: `an iceberg shows at most ${unitsOf(spec).size(Math.max(sizeLots - 1, 0))} of this size` };
}

type Seen = { readonly spec: InstrumentSpec; readonly book: SeenMarket };

/** A long's stop lies below its entry and its target above; a short's the other way round. */
export function bracketProblem(draft: OrderDraft, { spec, book }: Seen): TermsProblem | null {
  const { side, terms } = draft;
  const bracket = terms?.bracket;
  if (bracket === undefined) return null;
  const isLong = side === "buy";
  const refused = (refusal: string): TermsProblem => ({ rule: "bracket", refusal });
  if (terms?.reduceOnly) return refused("an order that only closes opens nothing to protect");
  if (!isLong && spec.contract === null) return refused("a sell on a spot market opens nothing to protect");
  const entry = draft.limitTicks ?? terms?.trigger?.ticks ?? (isLong ? book.asks : book.bids)[0]?.[0];
  if (entry === undefined) return refused("there is no price to enter at");
  const { stop, target } = bracket;
  const at = unitsOf(spec).price(entry);
  if (stop !== null && !(isLong ? stop.ticks < entry : stop.ticks > entry))
    return refused(`its stop must lie ${isLong ? "below" : "above"} the entry (${at})`);
  if (target !== null && !(isLong ? target.ticks > entry : target.ticks < entry))
    return refused(`its target must lie ${isLong ? "above" : "below"} the entry (${at})`);
  return null;
}
