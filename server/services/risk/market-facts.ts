/**
 * What is known of a desk's instruments at a market time, from stored candles alone. Whole numbers, since the engine
 * decides by them and a tape repeats them.
 */
import { averageTrueRange } from "@/server/analysis/market/average-true-range";
import { barReturns } from "@/server/analysis/market/bar-returns";
import { correlationMatrix, type ReturnsOf } from "@/server/analysis/market/correlation";
import { marketRegime } from "@/server/analysis/market/market-regime";
import { DAY_MICROS, HOUR_MICROS, longerBars, type PriceBar } from "@/server/analysis/market/price-bars";
import { volatilityFacts } from "@/server/analysis/market/realised-volatility";
import { sampleDeviation } from "@/server/analysis/moments";
import type { Micros } from "@/server/domain/micros";
import type { InstrumentFacts, MarketFacts } from "@/server/domain/risk/market-facts";
import { type Candles, pastBars } from "./past-prices";

export const FACTS_DAYS = 90;
const CORRELATION_MICROS = 30 * DAY_MICROS;
/** Hours that both of a pair must have: four days and a bit. */
export const CORRELATION_BARS_MIN = 100;
const ATR_PERIOD = 14;
const DAY_RETURNS_MIN = 10;
const MINUTES_AN_HOUR = 60;
const PPM = 1_000_000;

/** No candle that had not ended by `at` is looked at. */
export async function buildMarketFacts(
  market: Candles,
  { instrumentIds, at }: Readonly<{ instrumentIds: readonly string[]; at: Micros }>,
): Promise<MarketFacts> {
  const instruments: InstrumentFacts[] = [];
  const hourly: ReturnsOf[] = [];
  for (const instrumentId of instrumentIds) {
    const minutes = await pastBars(market, { instrumentId, interval: "1m", at, days: FACTS_DAYS });
    const hours = longerBars(minutes, HOUR_MICROS).filter(({ openAt }) => openAt + HOUR_MICROS <= at);
    const returns = barReturns(hours, { width: HOUR_MICROS, span: HOUR_MICROS });
    const atr = averageTrueRange(hours, { period: ATR_PERIOD, width: HOUR_MICROS });
    instruments.push({
      instrumentId,
      hours: Math.floor(minutes.length / MINUTES_AN_HOUR),
      volatility: volatilityFacts(minutes, at),
      atrHalfTicks: atr === null ? null : Math.round(atr * 2),
      dailyVolatilityPpm: dailyVolatilityPpm(minutes, at),
      regime: marketRegime(returns, at),
    });
    hourly.push({ instrumentId, returns: returns.filter((one) => one.at > at - CORRELATION_MICROS) });
  }
  return { at, instruments, correlations: correlationMatrix(hourly, CORRELATION_BARS_MIN) };
}

/** Of whole UTC days. */
function dailyVolatilityPpm(minutes: readonly PriceBar[], at: Micros): number | null {
  const days = longerBars(minutes, DAY_MICROS).filter(({ openAt }) => openAt + DAY_MICROS <= at);
  const returns = barReturns(days, { width: DAY_MICROS, span: DAY_MICROS }).map(({ value }) => value);
  return returns.length < DAY_RETURNS_MIN ? null : Math.round(sampleDeviation(returns) * PPM);
}

/** What is worth telling a desk: something is known that it could go by. */
export const saysSomething = ({ instruments, correlations }: MarketFacts): boolean =>
  correlations.length > 0 || instruments.some(({ volatility, atrHalfTicks }) => volatility ?? atrHalfTicks);

/** What is not known of an instrument, and why it is not. */
export function unknownOf({ hours, volatility, atrHalfTicks, dailyVolatilityPpm: daily, regime }: InstrumentFacts) {
  const lacks = [
    volatility === null && "volatility (needs 24 h of minutes, half of the last day among them)",
    atrHalfTicks === null && "ATR (needs 15 hours)",
    daily === null && "daily volatility (needs 11 whole days)",
    regime === null && "regime (needs 8 days, 20 hours of the last among them)",
  ].filter((lack) => lack !== false);
  return lacks.length === 0 ? null : `Has ${hours} h of history; not known: ${lacks.join(", ")}.`;
}
