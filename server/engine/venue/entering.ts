/** An order meets the book: it takes what it may, rests with what is left, or ends. */
import { SIDE } from "@/server/domain/market-block";
import type { OrderState, QueueCause, Reason } from "@/server/domain/order";
import { priceText, reason, sizeText } from "@/server/engine/risk/reason";
import { unbacked } from "./admission";
import { exactPlace, lotsAhead } from "./exact-place";
import { showFirst } from "./iceberg";
import { type Walk, walkBook } from "./matching";
import type { QueuePlace } from "./requests";
import { take } from "./take";
import { close, type Moment, placeOf, say, type Venue } from "./venue";
import type { VenueOrder } from "./venue-order";

type Entry = Readonly<{
  walk: Walk;
  moment: Moment;
  /** Says what goes before the fills. */
  head: (place: QueuePlace | null) => void;
  cause: QueueCause;
}>;

export function enter(venue: Venue, order: VenueOrder, { walk, moment, head, cause }: Entry): void {
  const stays = order.timeInForce === "GTC" || order.timeInForce === "GTD";
  const canRest = order.type === "limit" && stays && walk.end !== "self_cross";
  const leftLots = order.leftLots - walk.filledLots;
  const rests = canRest && leftLots > 0;
  if (rests) {
    const displayed = venue.market.book.sizeAt(order.side, order.limitTicks ?? 0);
    order.exact = exactPlace(venue, order);
    const aheadLots = order.exact ? lotsAhead(venue, order, order.exact) : displayed;
    order.queue = { aheadLots, levelLots: displayed, levelAt: order.acceptedAt, tradedLots: 0 };
    showFirst(order, leftLots);
    venue.resting.add(order);
  }
  head(rests ? placeOf(venue, order) : null);
  take(venue, order, { walk, moment });
  if (rests) return say(venue, order, { at: moment.happenedAt, cause });
  if (leftLots > 0) close(venue, order, { ...ending(venue, order, walk), moment });
}

export function walkFor({ market, consumption, resting, impact }: Venue, order: VenueOrder): Walk {
  return walkBook({
    spec: market.spec,
    book: market.book,
    consumption,
    takes: 1 - order.side,
    lots: order.leftLots,
    limitTicks: order.limitTicks,
    budgetAtoms: order.budgetAtoms,
    impactTicks: impact.againstTicks(order.side, order.acceptedAt),
    ownTicks: resting.bestTicks(1 - order.side),
  });
}

/** Why the order cannot meet the book at all. A sliding post-only order is moved instead. */
export function unenterable(venue: Venue, order: VenueOrder): Ending<"REJECTED" | "EXPIRED"> | null {
  const crossing = order.postOnly ? wouldCross(venue, order) : null;
  if (crossing && !slide(venue, order)) return { state: "REJECTED", reason: crossing };
  const short = unbacked(venue, order, () => walkFor(venue, order));
  if (short) return { state: "REJECTED", reason: short };
  const why = order.timeInForce === "FOK" ? unfillable(venue, order, walkFor(venue, order)) : null;
  return why && { state: "EXPIRED", reason: why };
}

/** One tick before the other side's best. @returns whether it may be moved */
export function slide({ market, consumption }: Venue, order: VenueOrder): boolean {
  if (!order.slides) return false;
  const best = consumption.best(market.book, 1 - order.side);
  const limitTicks = order.side === SIDE.buy ? best - 1 : best + 1;
  if (!(limitTicks >= 1)) return false;
  order.limitTicks = limitTicks;
  return true;
}

/** FOK: all at once or nothing. */
function unfillable({ market: { spec } }: Venue, order: VenueOrder, walk: Walk): Reason | null {
  if (walk.end === "filled") return null;
  const wanted = sizeText(spec, order.leftLots);
  const found = sizeText(spec, walk.filledLots);
  return reason("fok_not_fillable", `fill or kill: ${wanted} were wanted at once, ${found} were there`, {
    limit: wanted,
    value: found,
    distance: sizeText(spec, order.leftLots - walk.filledLots),
  });
}

export function wouldCross({ market, consumption }: Venue, order: VenueOrder): Reason | null {
  const { spec, book } = market;
  const best = consumption.best(book, 1 - order.side);
  const limit = order.limitTicks ?? Number.NaN;
  const distance = order.side === SIDE.buy ? limit - best : best - limit;
  if (!(distance >= 0)) return null;
  const text = `post-only would have taken: the best ${order.side === SIDE.buy ? "ask" : "bid"} was ${priceText(spec, best)}`;
  return reason("post_only_would_cross", text, {
    limit: priceText(spec, best),
    value: priceText(spec, limit),
    distance: priceText(spec, distance),
  });
}

/** Why the rest of an order that cannot rest goes, and into which state. */
function ending({ market: { spec } }: Venue, order: VenueOrder, walk: Walk): Ending<"CANCELLED" | "EXPIRED"> {
  const left = sizeText(spec, order.leftLots);
  if (walk.end === "self_cross") {
    return {
      state: "CANCELLED",
      reason: reason("self_cross", `stopped before an order of your own; ${left} unfilled`),
    };
  }
  if (walk.end === "cash") {
    const text = `the cash reserved for it was spent; ${left} unfilled`;
    return { state: "CANCELLED", reason: reason("cash", text, { distance: left }) };
  }
  if (order.type === "market") {
    const text = `the known book ended; ${left} unfilled and not invented`;
    return { state: "CANCELLED", reason: reason("no_liquidity", text, { distance: left }) };
  }
  const text = `immediate or cancel: ${left} could not be filled at once within the limit`;
  return { state: "EXPIRED", reason: reason("ioc_remainder", text, { distance: left }) };
}

type Ending<S extends OrderState> = Readonly<{ state: S; reason: Reason }>;
