/**
 * How an instrument's volume spreads over a UTC day, from stored half-hour candles: what a VWAP order follows.
 * Put into the command before it is stored, so that the engine, and every replay of it, follows the same numbers.
 */
import type { CommandBody } from "@/server/domain/command";
import type { MarketStore, StoredCandle } from "@/server/ports/market-store";

const HALF_HOUR_MICROS = 1_800_000_000;
const HALF_HOURS_PER_DAY = 48;
const DAYS_MAX = 30;
const DAY_MICROS = HALF_HOURS_PER_DAY * HALF_HOUR_MICROS;
const PPM = 1_000_000;

type Candles = Pick<MarketStore, "listCandles">;

/** The command as it is stored: a VWAP order without a curve gets its instrument's, if there is a day of history. */
export async function withVolumeCurve(market: Candles, body: CommandBody): Promise<CommandBody> {
  if (body.kind !== "startParent" || body.parent.kind !== "vwap" || body.parent.volumeCurvePpm !== null) return body;
  const { instrumentId } = body.parent;
  const limit = DAYS_MAX * HALF_HOURS_PER_DAY;
  const candles = await market.listCandles({ instrumentId, interval: "30m", before: null, limit });
  return { ...body, parent: { ...body.parent, volumeCurvePpm: volumeCurve(candles) } };
}

/**
 * Mean volume of each half hour of the day over the days in which it was seen, as shares of their sum in ppm
 * (rounded down; the largest takes the rest). Null for less than a day of history: the order is then flat and says so.
 *
 * @param candles  of 30 minutes, oldest first; only those in the newest lot size count, and no unfinished one
 */
export function volumeCurve(candles: readonly StoredCandle[]): readonly number[] | null {
  const version = candles.at(-1)?.instrumentVersion;
  const usable = candles.filter(({ isFinal, instrumentVersion }) => isFinal && instrumentVersion === version);
  const [first, last] = [usable[0], usable.at(-1)];
  if (!first || !last || last.openAt + HALF_HOUR_MICROS - first.openAt < DAY_MICROS) return null;
  const means = meansByHalfHour(usable);
  const total = means.reduce((sum, mean) => sum + mean, 0);
  if (total <= 0) return null;
  const shares = means.map((mean) => Math.floor((mean / total) * PPM));
  const largest = shares.indexOf(Math.max(...shares));
  const rest = PPM - shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, i) => (i === largest ? share + rest : share));
}

function meansByHalfHour(candles: readonly StoredCandle[]): number[] {
  const sums = Array.from({ length: HALF_HOURS_PER_DAY }, () => ({ lots: 0, days: 0 }));
  for (const { openAt, volumeLots } of candles) {
    const sum = sums[Math.floor(openAt / HALF_HOUR_MICROS) % HALF_HOURS_PER_DAY];
    if (!sum) continue;
    sum.lots += volumeLots;
    sum.days += 1;
  }
  return sums.map(({ lots, days }) => (days === 0 ? 0 : lots / days));
}
