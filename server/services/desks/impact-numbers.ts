import type { ImpactSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketStore, StoredCandle } from "@/server/ports/market-store";

const MINUTE_MICROS = 60_000_000;
const DAY_MINUTES = 1_440;
/** Fewer than half a day of bars say too little about a day. */
const BARS_MIN = DAY_MINUTES / 2;
/** DOMAIN.md 4: Y = 0.7, decaying with a half-life of five minutes. */
const Y_PPM = 700_000;
const HALF_LIFE_MICROS = 5 * MINUTE_MICROS;

type Listed = ImpactSettings["instruments"][number];

/**
 * Impact of a new desk, by the last day of stored 1m bars. Instruments with less than twelve hours of them
 * are left out; null when none is left. A run's settings keep these numbers, so that it can be repeated.
 */
export async function impactNumbers(
  market: Pick<MarketStore, "listCandles">,
  instruments: readonly InstrumentSpec[],
): Promise<ImpactSettings | null> {
  const listed: Listed[] = [];
  for (const spec of instruments) {
    const query = { instrumentId: spec.id, interval: "1m", before: null, limit: DAY_MINUTES } as const;
    const numbers = dayNumbers(spec, await market.listCandles(query));
    if (numbers) listed.push(numbers);
  }
  return listed.length === 0 ? null : { yPpm: Y_PPM, halfLifeMicros: HALF_LIFE_MICROS, instruments: listed };
}

/**
 * Daily volatility from the squared log returns of adjacent minutes, and volume, both scaled from the
 * minutes that there are to a whole day. Bars counted in another version's ticks and lots are left out.
 *
 * @param candles  1m, oldest first
 */
export function dayNumbers(spec: InstrumentSpec, candles: readonly StoredCandle[]): Listed | null {
  const newest = candles.at(-1)?.openAt ?? 0;
  const bars = candles.filter(
    ({ openAt, isFinal, instrumentVersion, closeTicks }) =>
      isFinal && closeTicks > 0 && instrumentVersion === spec.version && openAt > newest - DAY_MINUTES * MINUTE_MICROS,
  );
  if (bars.length < BARS_MIN) return null;
  let [squares, returns, volume] = [0, 0, 0];
  bars.forEach((bar, i) => {
    volume += bar.volumeLots;
    const before = bars[i - 1];
    if (!before || bar.openAt - before.openAt !== MINUTE_MICROS) return;
    squares += Math.log(bar.closeTicks / before.closeTicks) ** 2;
    returns++;
  });
  if (returns === 0 || volume === 0) return null;
  return {
    instrumentId: spec.id,
    sigmaDailyPpm: Math.round(Math.sqrt((squares / returns) * DAY_MINUTES) * 1_000_000),
    volumeDailyLots: Math.max(Math.round((volume / bars.length) * DAY_MINUTES), 1),
  };
}
