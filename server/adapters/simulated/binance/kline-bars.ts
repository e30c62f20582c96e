import type { Interval } from "./intervals";
import type { VenueKline, VenueTrade } from "./venue-model";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

export type MutableKline = { -readonly [Key in keyof VenueKline]: VenueKline[Key] };

/** What bars are made of. Null means that nothing is known of that time. */
export type BarParts = Readonly<{
  second: (openMillis: number) => VenueKline | null;
  minute: (openMillis: number) => VenueKline | null;
  /** A whole hour's bar where it is cheaper than its minutes; else null. */
  hour: (openMillis: number) => VenueKline | null;
}>;

export type BarRange = Readonly<{
  interval: Interval;
  startMillis: number | null;
  endMillis: number | null;
  limit: number;
  earliestMillis: number;
  nowMillis: number;
}>;

/** A bar to which others are added. */
export const startKline = (first: VenueKline, openMillis: number): MutableKline => ({ ...first, openMillis });

/** Adds the bar that follows. */
export function addKline(bar: MutableKline, next: VenueKline): void {
  if (next.high > bar.high) bar.high = next.high;
  if (next.low < bar.low) bar.low = next.low;
  bar.close = next.close;
  bar.lots += next.lots;
  bar.quoteUnits += next.quoteUnits;
  bar.trades += next.trades;
  bar.takerBuyLots += next.takerBuyLots;
  bar.takerBuyQuoteUnits += next.takerBuyQuoteUnits;
}

/** One bar of several that follow one another; null of none. */
export function joinKlines(parts: Iterable<VenueKline>, openMillis: number): VenueKline | null {
  let bar: MutableKline | null = null;
  for (const part of parts) {
    if (bar === null) bar = startKline(part, openMillis);
    else addKline(bar, part);
  }
  return bar;
}

/** A bar in which nothing was traded. */
export const flatKline = (openMillis: number, ticks: number): VenueKline => ({
  openMillis,
  open: ticks,
  high: ticks,
  low: ticks,
  close: ticks,
  lots: 0,
  quoteUnits: 0,
  trades: 0,
  takerBuyLots: 0,
  takerBuyQuoteUnits: 0,
});

/** A trade as a bar of its own. */
export const tradeKline = (trade: VenueTrade, quoteUnits: number): VenueKline => ({
  ...flatKline(trade.atMillis, trade.ticks),
  lots: trade.lots,
  quoteUnits,
  trades: 1,
  takerBuyLots: trade.isBuyerMaker ? 0 : trade.lots,
  takerBuyQuoteUnits: trade.isBuyerMaker ? 0 : quoteUnits,
});

/** Bars of any interval: from `startMillis` on, or else the newest before `endMillis`; oldest first. */
export function barsOf(range: BarRange, parts: BarParts): readonly VenueKline[] {
  const { interval, limit, nowMillis } = range;
  const newest = interval.startOf(Math.min(range.endMillis ?? nowMillis, nowMillis));
  const from = range.startMillis === null ? interval.shift(newest, 1 - limit) : firstFrom(interval, range.startMillis);
  const bars: VenueKline[] = [];
  let at = Math.max(from, interval.startOf(range.earliestMillis));
  for (; at <= newest && bars.length < limit; at = interval.shift(at, 1)) {
    const bar = joinKlines(partsOf({ at, end: interval.shift(at, 1), nowMillis }, interval, parts), at);
    if (bar !== null) bars.push(bar);
  }
  return bars;
}

function* partsOf(
  span: Readonly<{ at: number; end: number; nowMillis: number }>,
  { name }: Interval,
  parts: BarParts,
): Generator<VenueKline> {
  let open = span.at;
  while (open < span.end && open <= span.nowMillis) {
    const hour = open % HOUR === 0 && open + HOUR <= span.end ? parts.hour(open) : null;
    const part = hour ?? (name === "1s" ? parts.second(open) : parts.minute(open));
    if (part !== null) yield part;
    open += hour !== null ? HOUR : name === "1s" ? SECOND : MINUTE;
  }
}

/** A bar that began before the time asked for is not asked for. */
function firstFrom(interval: Interval, atMillis: number): number {
  const start = interval.startOf(atMillis);
  return start === atMillis ? start : interval.shift(start, 1);
}
