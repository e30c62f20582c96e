import { barStart } from "./intervals";
import type { KlineQuery, VenueKline, VenueTrade } from "./venue-model";

const MINUTE = 60_000;

/** One bar of several that follow one another; null of none. */
export function joinKlines(parts: readonly VenueKline[], openMillis: number): VenueKline | null {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return null;
  return parts.slice(1).reduce<VenueKline>(
    (bar, part) => ({
      openMillis,
      open: bar.open,
      high: Math.max(bar.high, part.high),
      low: Math.min(bar.low, part.low),
      close: part.close,
      lots: bar.lots + part.lots,
      quoteUnits: bar.quoteUnits + part.quoteUnits,
      trades: bar.trades + part.trades,
      takerBuyLots: bar.takerBuyLots + part.takerBuyLots,
      takerBuyQuoteUnits: bar.takerBuyQuoteUnits + part.takerBuyQuoteUnits,
    }),
    { ...first, openMillis },
  );
}

/** A bar with one more trade in it. */
export function withTrade(bar: VenueKline | null, trade: VenueTrade, quoteUnits: number): VenueKline {
  const { ticks, lots, isBuyerMaker } = trade;
  const openMillis = barStart(trade.atMillis, MINUTE);
  const base = bar ?? {
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
  };
  return {
    ...base,
    high: Math.max(base.high, ticks),
    low: Math.min(base.low, ticks),
    close: ticks,
    lots: base.lots + lots,
    quoteUnits: base.quoteUnits + quoteUnits,
    trades: base.trades + 1,
    takerBuyLots: base.takerBuyLots + (isBuyerMaker ? 0 : lots),
    takerBuyQuoteUnits: base.takerBuyQuoteUnits + (isBuyerMaker ? 0 : quoteUnits),
  };
}

/**
 * Bars of any interval out of minutes: from `start` on, or the newest before `end`.
 *
 * @param minute a whole minute's bar by its start; null when nothing is known of it
 */
export function barsOf(
  query: KlineQuery,
  range: Readonly<{ earliestMillis: number; nowMillis: number }>,
  minute: (openMillis: number) => VenueKline | null,
): readonly VenueKline[] {
  const { intervalMillis: interval, limit } = query;
  const newest = barStart(Math.min(query.endMillis ?? range.nowMillis, range.nowMillis), interval);
  const oldest = barStart(range.earliestMillis, interval);
  const wanted = query.startMillis === null ? newest - (limit - 1) * interval : ceilBar(query.startMillis, interval);
  const bars: VenueKline[] = [];
  for (let at = Math.max(wanted, oldest); at <= newest && bars.length < limit; at += interval) {
    const parts: VenueKline[] = [];
    for (let open = at; open < at + interval && open <= range.nowMillis; open += MINUTE) {
      const part = minute(open);
      if (part !== null) parts.push(part);
    }
    const bar = joinKlines(parts, at);
    if (bar !== null) bars.push(bar);
  }
  return bars;
}

const ceilBar = (atMillis: number, interval: number): number => {
  const start = barStart(atMillis, interval);
  return start === atMillis ? start : start + interval;
};
