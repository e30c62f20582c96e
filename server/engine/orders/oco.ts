/** One cancels the other: which two orders make a pair, after Binance's order lists. */
import { isConditional, type OrderDraft, type OrderRole, type Reason } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { priceText, reason } from "@/server/engine/risk/reason";

const STOPS: readonly string[] = ["stop", "stop_limit", "trailing_stop"];

/** One of the two takes the profit, the other one stops the loss. */
export const roleInPair = ({ type }: OrderDraft): OrderRole => (STOPS.includes(type) ? "stop" : "target");

/** Same instrument and side; one target, one stop; both stay until one of them acts; each on its side of the price. */
export function pairRefusal(drafts: readonly [OrderDraft, OrderDraft], market: InstrumentMarket | null): Reason | null {
  const [a, b] = drafts;
  if (a.instrumentId !== b.instrumentId) {
    return reason("link", "both orders of a pair must be of one instrument", {
      limit: a.instrumentId,
      value: b.instrumentId,
    });
  }
  if (a.side !== b.side)
    return reason("link", "both orders of a pair must be of one side", { limit: a.side, value: b.side });
  const [target, stop] = roleInPair(a) === "target" ? [a, b] : [b, a];
  if (roleInPair(target) === roleInPair(stop)) {
    const value = `${a.type}, ${b.type}`;
    return reason("link", "a pair is a target (limit or take-profit) and a stop", { limit: "one of each", value });
  }
  for (const { type, timeInForce, terms } of drafts) {
    const stays = isConditional(type) || (type === "limit" && (timeInForce === "GTC" || timeInForce === "GTD"));
    if (!stays) {
      return reason("link", "both orders of a pair must stay until one of them acts", {
        value: `${type} ${timeInForce}`,
      });
    }
    if (terms?.bracket) return reason("link", "an order of a pair cannot have exits of its own");
  }
  return market && sidesRefusal(market, target, stop);
}

/** A sell's target lies above the last price and its stop below; a buy's the other way round. */
function sidesRefusal({ spec, lastTicks }: InstrumentMarket, target: OrderDraft, stop: OrderDraft): Reason | null {
  if (lastTicks === null) return null;
  const sign = target.side === "sell" ? 1 : -1;
  const legs = [
    { name: "target", ticks: target.terms?.trigger?.ticks ?? target.limitTicks, isAbove: sign > 0 },
    { name: "stop", ticks: stop.terms?.trigger?.ticks ?? null, isAbove: sign < 0 },
  ];
  for (const { name, ticks, isAbove } of legs) {
    if (ticks === null || (isAbove ? ticks > lastTicks : ticks < lastTicks)) continue;
    const text = `a ${target.side}'s ${name} must lie ${isAbove ? "above" : "below"} the last price`;
    const [limit, value] = [priceText(spec, lastTicks), priceText(spec, ticks)];
    return reason("link", text, { limit, value, distance: priceText(spec, Math.abs(ticks - lastTicks)) });
  }
  return null;
}
