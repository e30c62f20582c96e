import type { InstrumentSpec } from "@/server/domain/instrument";
import type { OrderDraft, Reason } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Check } from "@/server/engine/risk/check-input";
import { priceText, reason } from "@/server/engine/risk/reason";
import { trailRefusal } from "./trail";

/** A bracket protects what an entry opens: a stop (fixed or trailing) behind it, a target before it, or both. */
export const checkBracket: Check = ({ draft, market }) => {
  const { terms, side } = draft;
  const bracket = terms?.bracket;
  if (!bracket) return null;
  const { stop, trail, target } = bracket;
  if (terms.reduceOnly) return reason("bracket", "an order that only closes opens nothing to protect");
  if (side === "sell" && market.spec.contract === null) {
    return reason("bracket", "a sell on a spot market opens nothing to protect", { limit: "buy", value: side });
  }
  if (stop && trail) return reason("bracket", "a bracket has a stop or a trailing stop, not both");
  if (!stop && !trail && !target) return reason("bracket", "a bracket needs a stop, a trailing stop or a target");
  for (const ticks of [stop?.ticks, stop?.limitTicks, target?.ticks]) {
    if (ticks != null && !(Number.isSafeInteger(ticks) && ticks >= 1)) {
      const value = String(ticks);
      return reason("bracket", "its prices must be whole ticks, at least one", { limit: "1", value });
    }
  }
  return (trail && trailRefusal(trail, market.spec)) ?? sidesRefusal(draft, market, { stop, target });
};

type Exits = Readonly<{ stop: { ticks: number } | null; target: { ticks: number } | null }>;

/** A long's stop lies below its entry and its target above; a short's the other way round. */
function sidesRefusal(draft: OrderDraft, { spec, book }: InstrumentMarket, { stop, target }: Exits): Reason | null {
  const isLong = draft.side === "buy";
  const entry = draft.limitTicks ?? draft.terms?.trigger?.ticks ?? (isLong ? book.bestAsk() : book.bestBid());
  if (stop && !(isLong ? stop.ticks < entry : stop.ticks > entry)) {
    return wrongSide(spec, { name: "stop", place: isLong ? "below" : "above", ticks: stop.ticks, entry });
  }
  if (target && !(isLong ? target.ticks > entry : target.ticks < entry)) {
    return wrongSide(spec, { name: "target", place: isLong ? "above" : "below", ticks: target.ticks, entry });
  }
  return null;
}

type Wrong = Readonly<{ name: string; place: string; ticks: number; entry: number }>;

const wrongSide = (spec: InstrumentSpec, { name, place, ticks, entry }: Wrong): Reason =>
  reason("bracket", `its ${name} must lie ${place} the entry`, {
    limit: Number.isFinite(entry) ? priceText(spec, entry) : "an entry price",
    value: priceText(spec, ticks),
    ...(Number.isFinite(entry) ? { distance: priceText(spec, Math.abs(ticks - entry)) } : {}),
  });
