import { flatKline } from "@/server/adapters/simulated/binance/kline-bars";
import type { VenueKline } from "@/server/adapters/simulated/binance/venue-model";
import { extended, stateOf, uniformOfState } from "@/server/adapters/simulated/random/noise";

const SECOND = 1_000;
const SECONDS = 60;

/**
 * The sixty seconds of a minute in which nobody watched. Together they are exactly the minute: its open, high,
 * low and close, and every lot and trade of it.
 *
 * @param priceAt efficient price at a time in milliseconds, in ticks
 */
export function secondsOf(minute: VenueKline, priceAt: (millis: number) => number): VenueKline[] {
  const within = (ticks: number) => Math.min(minute.high, Math.max(minute.low, Math.round(ticks)));
  const closes = Array.from({ length: SECONDS }, (_, i) =>
    i === SECONDS - 1 ? minute.close : within(priceAt(minute.openMillis + (i + 1) * SECOND)),
  );
  const opens = [minute.open, ...closes.slice(0, -1)];
  const tops = opens.map((open, i) => Math.max(open, closes[i] ?? open));
  const bottoms = opens.map((open, i) => Math.min(open, closes[i] ?? open));
  const highest = tops.indexOf(Math.max(...tops));
  const lowest = bottoms.indexOf(Math.min(...bottoms));
  const shares = cumulativeShares(minute.openMillis);
  const part = (amount: number, i: number) =>
    Math.round(amount * (shares[i + 1] ?? 1)) - Math.round(amount * (shares[i] ?? 0));
  return opens.map((open, i) => {
    const lots = part(minute.lots, i);
    const takerBuyLots = Math.min(lots, part(minute.takerBuyLots, i));
    const quotePerLot = minute.lots === 0 ? 0 : minute.quoteUnits / minute.lots;
    return {
      ...flatKline(minute.openMillis + i * SECOND, open),
      high: i === highest ? minute.high : (tops[i] ?? open),
      low: i === lowest ? minute.low : (bottoms[i] ?? open),
      close: closes[i] ?? open,
      lots,
      quoteUnits: lots * quotePerLot,
      trades: part(minute.trades, i),
      takerBuyLots,
      takerBuyQuoteUnits: takerBuyLots * quotePerLot,
    };
  });
}

/** Uneven shares that end at one: some seconds are busier than others. */
function cumulativeShares(openMillis: number): number[] {
  const key = stateOf(500, [openMillis]);
  const weights = Array.from({ length: SECONDS }, (_, i) => uniformOfState(extended(key, i)) ** 3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  return [0, ...weights.map((weight) => (reached += weight / total))];
}
