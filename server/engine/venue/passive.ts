/**
 * What the market does to our resting orders: trades and changes of depth move the queue before
 * them and fill them. No fill without a trade or a book that passed our price.
 */
import { SIDE } from "@/server/domain/market-block";
import type { MarketCursor } from "@/server/engine/strategy/strategy";
import { onExactPrint } from "./exact";
import { exactPlace, lotsAhead } from "./exact-place";
import { execute } from "./execution";
import { comesRound } from "./iceberg";
import { aheadAfterDepth } from "./queue-models";
import { say, type Venue } from "./venue";
import { queuedLots, type VenueOrder } from "./venue-order";

/** A trade; `side` is the aggressor's. Valid only during the call. */
type Print = Pick<MarketCursor, "side" | "priceTicks" | "sizeLots" | "exchangeAt">;

/** A level's new displayed size; `side` is the book's. Valid only during the call. */
type LevelRow = Print;

const SIDES = [SIDE.buy, SIDE.sell] as const;

/**
 * A trade of q lots gives at most q to our orders together: first to those it printed beyond (they
 * would have been hit before), then in FIFO order to those at its price, after the lots ahead of them.
 * The `touch` model asks neither for the size of the print nor for the queue: it fills the whole rest.
 */
export function onTrade(venue: Venue, print: Print): void {
  for (const side of SIDES) if (isReached(venue, side, print.priceTicks)) tradeOnSide(venue, side, print);
}

/** The displayed size at a price of ours changed. */
export function onLevel(venue: Venue, row: LevelRow): void {
  const first = venue.resting.firstAt(row.side, row.priceTicks);
  if (first < 0) return;
  const orders = venue.resting.side(row.side);
  for (let i = first; i < orders.length; i++) {
    const order = orders[i];
    if (order?.limitTicks !== row.priceTicks) return;
    levelChanged(venue, order, row);
  }
}

/** A snapshot is complete: what came before a gap is void; without a gap it is one more change of depth. */
export function onSnapshot(venue: Venue, at: number): void {
  for (const side of SIDES) {
    for (const order of venue.resting.side(side)) {
      const priceTicks = order.limitTicks ?? 0;
      const sizeLots = venue.market.book.sizeAt(side, priceTicks);
      if (order.exact && !order.needsRequeue) recount(venue, order, { lots: sizeLots, at });
      else if (!order.needsRequeue) levelChanged(venue, order, { side, priceTicks, sizeLots, exchangeAt: at });
      else requeue(venue, order, { lots: sizeLots, at });
    }
  }
}

/**
 * The book is consistent: has its other side come to our price or passed it? Beyond our price the
 * rest is filled at our price (DOMAIN.md 4); exactly at our price we get what is displayed there and
 * not yet taken by us, and the rest goes on waiting.
 */
export function onBookEnd(venue: Venue, at: number): void {
  const { book } = venue.market;
  const bid = book.bestBid();
  const ask = book.bestAsk();
  if (bid >= ask) return;
  if (isReached(venue, SIDE.buy, ask)) passedOnSide(venue, SIDE.buy, at);
  if (isReached(venue, SIDE.sell, bid)) passedOnSide(venue, SIDE.sell, at);
}

function passedOnSide(venue: Venue, side: number, at: number): void {
  for (const order of venue.resting.side(side).slice()) {
    // The fill of one of ours may have ended another.
    if (order.isResting && at > order.acceptedAt && !passed(venue, order, at)) return;
  }
}

/** Has a price come to the best of our orders on a side, or beyond? Nothing is allocated where it has not. */
function isReached({ resting }: Venue, side: number, priceTicks: number): boolean {
  const best = resting.bestTicks(side);
  return best !== null && (side === SIDE.buy ? priceTicks <= best : priceTicks >= best);
}

/** Where a price of the market lies for an order of ours: not there yet, at its price, or beyond. NaN is nowhere. */
function reach(order: VenueOrder, priceTicks: number): "none" | "at" | "beyond" {
  const limit = order.limitTicks ?? Number.NaN;
  if (priceTicks === limit) return "at";
  return (order.side === SIDE.buy ? priceTicks < limit : priceTicks > limit) ? "beyond" : "none";
}

function tradeOnSide(venue: Venue, side: number, print: Print): void {
  let given = 0;
  for (const order of venue.resting.side(side).slice()) {
    const where = reach(order, print.priceTicks);
    if (where === "none") break;
    // Before its arrival the order was not there to be filled; and the fill of another may have ended it.
    if (!order.isResting || print.exchangeAt <= order.acceptedAt) continue;
    if (venue.model.kind === "touch") fillTouch(venue, order, print);
    else if (where === "beyond") given += fillThrough(venue, order, { print, given });
    else if (print.side !== side && !order.needsRequeue) given += advance(venue, order, { print, given });
  }
  for (const order of venue.resting.side(side)) {
    if (reach(order, print.priceTicks) === "at") say(venue, order, { at: print.exchangeAt, cause: "trade" });
  }
}

function fillTouch(venue: Venue, order: VenueOrder, print: Print): void {
  const rule = reach(order, print.priceTicks) === "beyond" ? "traded_through" : "touch";
  front(venue, order, print.exchangeAt);
  executeAtLimit(venue, order, { lots: order.leftLots, rule, at: print.exchangeAt });
}

type Given = Readonly<{ print: Print; given: number }>;

function fillThrough(venue: Venue, order: VenueOrder, { print, given }: Given): number {
  const lots = Math.min(order.leftLots, print.sizeLots - given);
  front(venue, order, print.exchangeAt);
  if (lots > 0) executeAtLimit(venue, order, { lots, rule: "traded_through", at: print.exchangeAt });
  return lots;
}

/** Nobody can be before us any more: the market has traded beyond our price. */
function front(venue: Venue, order: VenueOrder, at: number): void {
  order.queue = { ...order.queue, aheadLots: 0 };
  say(venue, order, { at, cause: "through" });
}

/**
 * A trade at our price against our side: ahead −= size, and what is left below zero fills us. A trade
 * that the last row of the level has shown already is put before that row after all, so that it
 * advances us once, and as a trade rather than as a cancel.
 *
 * @returns lots filled
 */
function advance(venue: Venue, order: VenueOrder, { print, given }: Given): number {
  const { queue, exact } = order;
  if (exact) return onExactPrint(venue, order, { exact, sizeLots: print.sizeLots - given, at: print.exchangeAt });
  const isShown = print.exchangeAt <= queue.levelAt;
  const basis = isShown ? order.before : queue;
  if (basis === null || (isShown && print.exchangeAt <= basis.levelAt)) return 0;
  const reaching = print.sizeLots - given;
  const lots = Math.min(Math.max(reaching - basis.aheadLots, 0), queuedLots(order));
  const marketLots = Math.max(basis.levelLots - basis.tradedLots, basis.aheadLots);
  const after = {
    ...basis,
    aheadLots: Math.max(basis.aheadLots - reaching, 0),
    tradedLots: basis.tradedLots + print.sizeLots,
  };
  if (isShown) {
    order.before = after;
    const redone = aheadAfterDepth(venue.model, {
      aheadLots: after.aheadLots,
      previousLots: basis.levelLots,
      nextLots: queue.levelLots,
      tradedLots: after.tradedLots,
    });
    order.queue = { ...queue, aheadLots: Math.min(queue.aheadLots, redone) };
  } else order.queue = after;
  say(venue, order, { at: print.exchangeAt, cause: "trade" });
  if (lots === 0) return 0;
  executeAtLimit(venue, order, { lots, rule: "queue_reached", at: print.exchangeAt });
  const more = comesRound({ order, reachingLots: reaching, marketLots }, lots);
  if (more > 0) executeAtLimit(venue, order, { lots: more, rule: "queue_reached", at: print.exchangeAt });
  return lots + more;
}

function levelChanged(venue: Venue, order: VenueOrder, row: LevelRow): void {
  const { queue } = order;
  if (order.needsRequeue) return;
  if (order.exact) {
    // The rows of the orders have moved it already.
    order.queue = { ...queue, levelLots: row.sizeLots, levelAt: row.exchangeAt, tradedLots: 0 };
    return;
  }
  if (row.exchangeAt <= order.acceptedAt) {
    // It tells of the book before we came: all that was displayed then stands before us.
    const aheadLots = Math.min(Math.max(queue.aheadLots + row.sizeLots - queue.levelLots, 0), row.sizeLots);
    order.queue = { ...queue, aheadLots, levelLots: row.sizeLots };
    if (aheadLots !== queue.aheadLots) say(venue, order, { at: row.exchangeAt, cause: "accepted" });
    return;
  }
  const aheadLots = aheadAfterDepth(venue.model, {
    aheadLots: queue.aheadLots,
    previousLots: queue.levelLots,
    nextLots: row.sizeLots,
    tradedLots: queue.tradedLots,
  });
  order.before = queue;
  order.queue = { aheadLots, levelLots: row.sizeLots, levelAt: row.exchangeAt, tradedLots: 0 };
  say(venue, order, { at: row.exchangeAt, cause: row.sizeLots === 0 ? "level_gone" : "cancel" });
}

/** A snapshot without a gap: the orders that stand in both books kept their places. */
function recount(venue: Venue, order: VenueOrder, { lots, at }: { lots: number; at: number }): void {
  const aheadLots = order.exact ? Math.min(lotsAhead(venue, order, order.exact), order.queue.aheadLots) : lots;
  order.queue = { aheadLots, levelLots: lots, levelAt: at, tradedLots: 0 };
  say(venue, order, { at, cause: "cancel" });
}

function requeue(venue: Venue, order: VenueOrder, { lots, at }: { lots: number; at: number }): void {
  order.needsRequeue = false;
  order.before = null;
  order.exact = exactPlace(venue, order);
  const aheadLots = order.exact ? lotsAhead(venue, order, order.exact) : lots;
  order.queue = { aheadLots, levelLots: lots, levelAt: at, tradedLots: 0 };
  say(venue, order, { at, cause: "requeued" });
}

/** @returns whether the next order of ours may have been passed too */
function passed(venue: Venue, order: VenueOrder, at: number): boolean {
  const { book } = venue.market;
  const other = 1 - order.side;
  // For our own orders the other side stands as much further away as we have moved it.
  const impactTicks = venue.impact.againstTicks(order.side, at);
  const awayTicks = order.side === SIDE.buy ? impactTicks : -impactTicks;
  const where = reach(order, venue.consumption.best(book, other) + awayTicks);
  if (where === "none") return false;
  const offered = takeDisplayed(venue, order, awayTicks);
  const lots = where === "beyond" ? order.leftLots : offered;
  front(venue, order, at);
  executeAtLimit(venue, order, { lots, rule: "level_passed", at });
  return true;
}

/** Takes what the other side displays up to our price, so that no other order of ours takes it too. @returns lots */
function takeDisplayed({ market, consumption }: Venue, order: VenueOrder, awayTicks: number): number {
  const other = 1 - order.side;
  let left = order.leftLots;
  for (let k = 0; left > 0 && reach(order, market.book.levelPrice(other, k) + awayTicks) !== "none"; k++) {
    const lots = Math.min(consumption.available(market.book, other, k), left);
    if (lots > 0) consumption.take(other, market.book.levelPrice(other, k), lots);
    left -= lots;
  }
  return order.leftLots - left;
}

type AtLimit = Readonly<{
  lots: number;
  rule: "queue_reached" | "traded_through" | "level_passed" | "touch";
  at: number;
}>;

function executeAtLimit(venue: Venue, order: VenueOrder, { lots, rule, at }: AtLimit): void {
  const moment = venue.sink.moment(at);
  execute(venue, order, { priceTicks: order.limitTicks ?? 0, lots, liquidity: "maker", rule, moment });
}
