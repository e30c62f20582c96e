/** What happened to an order, in one sentence a person would say. */

import { stopSign } from "@/components/desk/order-words";
import { toBps } from "@/components/ui/number-format";
import { toDuration } from "@/components/ui/time-format";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { type Fill, isConditional, isFinal, type Order, type Side } from "@/server/domain/order";
import type { RoundTrip } from "@/server/domain/portfolio";
import type { CostBreakdown } from "./costs";
import { toAverage, toPrice, toSignedQuote, toSize } from "./quantity";

export type OrderStory = Readonly<{
  order: Order;
  fills: readonly Fill[];
  costs: CostBreakdown | null;
  spec: InstrumentSpec;
}>;

export function orderSentence(story: OrderStory): string {
  const { order } = story;
  if (order.state === "REJECTED") return `${intentOf(story)} was refused: ${reasonOf(order)}.`;
  if (order.filledLots > 0) return `${filledText(story)}${remainderText(story)}.`;
  if (isFinal(order.state)) {
    const ended = order.state === "EXPIRED" ? "expired" : "was cancelled";
    return `${intentOf(story)} ${ended} unfilled${afterText(order)}${queueText(story)}: ${reasonOf(order)}.`;
  }
  if (waits(order)) return `${intentOf(story)} is waiting at the venue for that price.`;
  if (order.state === "ACCEPTED") return `${intentOf(story)} is resting${queueText(story)}.`;
  return `${intentOf(story)} is on its way to the venue.`;
}

/** `Buying 0.05 BTC at 64,211.90, post-only,` */
function intentOf({ order, spec }: OrderStory): string {
  const verb =
    order.role === "liquidation"
      ? `The venue's liquidation, ${order.side === "buy" ? "buying" : "selling"}`
      : order.side === "buy"
        ? "Buying"
        : "Selling";
  const price = priceText(order, spec);
  const terms = [order.postOnly ? "post-only" : null, order.timeInForce === "GTC" ? null : order.timeInForce];
  const extra = terms.filter((term) => term !== null).join(", ");
  return `${verb} ${toSize(spec, order.sizeLots)} ${price}${extra === "" ? "" : ` (${extra})`}`;
}

/** `at market`, `at 99.50`, `at market once the price is ≤ 99.50`. */
function priceText(order: Order, spec: InstrumentSpec): string {
  const price = order.limitTicks === null ? "at market" : `at ${toPrice(spec, order.limitTicks)}`;
  if (!isConditional(order.type)) return price;
  const at = order.stopTicks === null ? "where it trails" : `${stopSign(order)} ${toPrice(spec, order.stopTicks)}`;
  return `${price} once the price is ${at}`;
}

const waits = ({ type, state, triggeredAt }: Order): boolean =>
  isConditional(type) && triggeredAt === null && state === "ACCEPTED";

function filledText({ order, fills, costs, spec }: OrderStory): string {
  const verb = filledVerb(order);
  const average = toAverage(spec, order.filledAtoms, order.filledLots);
  const parts = [`${verb} ${toSize(spec, order.filledLots)} at ${trimmed(average ?? "")}`];
  const isMaker = fills.length > 0 && fills.every((fill) => fill.liquidity === "maker");
  const isTaker = fills.length > 0 && fills.every((fill) => fill.liquidity === "taker");
  parts.push(isMaker ? "passive" : isTaker ? "taking liquidity" : "partly taking, partly resting");
  const waited = waitedMicros(order, fills);
  if (!isTaker && waited !== null) parts.push(`after ${toDuration(waited)} in the queue`);
  const execution = costs?.parts.find((part) => part.id === "execution")?.bps ?? null;
  const against = execution === null ? "" : `; ${againstMid(execution)}`;
  return `${parts.join(", ")}${against}`;
}

/** A liquidation is none of our doing. */
function filledVerb({ role, side }: Order): string {
  if (role !== "liquidation") return side === "buy" ? "Bought" : "Sold";
  const [what, did] = side === "buy" ? ["short", "bought back"] : ["long", "sold"];
  return `The margin was gone and the venue closed the ${what}: ${did}`;
}

const againstMid = (bps: number) =>
  Math.abs(bps) < 0.05
    ? "at the arrival mid"
    : `${toBps(Math.abs(bps))} ${bps < 0 ? "better" : "worse"} than the arrival mid`;

function remainderText({ order, spec }: OrderStory): string {
  const left = order.sizeLots - order.filledLots;
  if (left === 0) return "";
  if (order.state === "PARTIALLY_FILLED") return `; ${toSize(spec, left)} still resting`;
  return `; the remaining ${toSize(spec, left)} ${order.state === "EXPIRED" ? "expired" : "was cancelled"}: ${reasonOf(order)}`;
}

function queueText({ order, spec }: OrderStory): string {
  if (order.aheadLots === null) return "";
  return order.aheadLots === 0 ? ", first in its queue" : ` with ${toSize(spec, order.aheadLots)} still ahead`;
}

function afterText({ closedAt, acceptedAt, decidedAt }: Order): string {
  return closedAt === null ? "" : ` after ${toDuration(closedAt - (acceptedAt ?? decidedAt))}`;
}

function waitedMicros(order: Order, fills: readonly Fill[]): number | null {
  const last = fills.at(-1);
  // What waited for its trigger stood in no queue until then.
  const since = order.triggeredAt ?? order.acceptedAt;
  return last === undefined || since === null ? null : last.at - since;
}

const reasonOf = ({ reason, note }: Order): string =>
  lowerFirst((reason?.text ?? note ?? "no reason was recorded").replace(/\.$/, ""));

/** A sentence goes on in lower case, unless its first word is an acronym (FOK, BTC). */
const lowerFirst = (text: string) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

const trimmed = (price: string) => price.replace(/(\.\d{2}\d*?)0+$/, "$1");

type TripTold = Readonly<{
  trip: RoundTrip;
  spec: InstrumentSpec;
  /** Side of the order that opened it: a sell of a perpetual goes short. */
  opened: Side;
  /** The venue ended it, for its margin was gone. */
  isLiquidated?: boolean;
}>;

export function tripSentence({ trip, spec, opened, isLiquidated = false }: TripTold): string {
  const result = trip.pnlAtoms > 0n ? "won" : trip.pnlAtoms < 0n ? "lost" : "broke even";
  const amount = trip.pnlAtoms === 0n ? "" : ` ${toSignedQuote(spec, trip.pnlAtoms).replace(/^[+−]/, "")}`;
  const { buy, sell } = tripPrices(trip, spec);
  const isShort = opened === "sell";
  const [entry, exit] = isShort ? [sell, buy] : [buy, sell];
  const did = isShort ? "bought it back" : "sold it";
  const prices = entry === null || exit === null ? "" : ` at ${trimmed(entry)}, ${did} at ${trimmed(exit)}`;
  const left = trip.exitNote === null ? "" : ` Left because ${lowerFirst(trip.exitNote.replace(/\.$/, ""))}.`;
  const why = isLiquidated ? " The venue closed it: the margin was gone." : left;
  return `${isShort ? "Sold short" : "Bought"} ${toSize(spec, trip.boughtLots)}${prices}, held ${toDuration(trip.closedAt - trip.openedAt)}, and ${result}${amount} after fees.${why}`;
}

/** An inverse contract's trip is counted in its settlement currency, which who buys the contract sells. */
function tripPrices({ boughtAtoms, soldAtoms, boughtLots }: RoundTrip, spec: InstrumentSpec) {
  const isInverse = spec.contract?.kind === "inverse";
  const buy = toAverage(spec, isInverse ? soldAtoms : boughtAtoms, boughtLots);
  const sell = toAverage(spec, isInverse ? boughtAtoms : soldAtoms, boughtLots);
  return { buy, sell };
}
