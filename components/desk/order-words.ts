/** What kind of order it is, in few words. */
import { toPercent } from "@/components/ui/number-format";
import { toClock } from "@/components/ui/time-format";
import type { OrderDraft, OrderType } from "@/server/domain/order";
import type { Units } from "./units";

const TYPES: Readonly<Record<OrderType, string>> = {
  market: "Market",
  limit: "Limit",
  stop: "Stop",
  stop_limit: "Stop-limit",
  take_profit: "Take-profit",
  take_profit_limit: "Take-profit limit",
  trailing_stop: "Trailing stop",
};

export const typeText = ({ type }: Pick<OrderDraft, "type">): string => TYPES[type];

/** Whether it waits for a higher or a lower price: a buy stop and a sell take-profit wait for a higher one. */
export function stopSign({ side, type }: Pick<OrderDraft, "side" | "type">): "≥" | "≤" {
  const isProfit = type === "take_profit" || type === "take_profit_limit";
  return (side === "buy") !== isProfit ? "≥" : "≤";
}

/** `post-only, shows 0.01, until 14:05:00`: empty for a plain order. */
export function termsText({ postOnly, timeInForce, terms = {} }: OrderDraft, units: Units): string {
  const { trail, displayLots, expiresAt, bracket } = terms;
  return [
    postOnly ? (terms.postOnlySlide === true ? "post-only, slides" : "post-only") : null,
    timeInForce === "IOC" || timeInForce === "FOK" ? timeInForce : null,
    terms.reduceOnly === true ? "reduce-only" : null,
    trail === undefined ? null : trailText(trail.distance, units),
    displayLots === undefined ? null : `shows ${units.size(displayLots).replace(/\.?0+$/, "")}`,
    expiresAt === undefined ? null : `until ${toClock(expiresAt, false)}`,
    bracket === undefined ? null : "with exits",
  ]
    .filter((part) => part !== null)
    .join(", ");
}

type Distance = { readonly ticks: number } | { readonly ppm: number };

const trailText = (distance: Distance, units: Units): string =>
  "ppm" in distance ? toPercent(distance.ppm / 1e6).replace("+", "") : units.price(distance.ticks);
