const MINUTE = 60_000;

/** Binance's kline intervals in milliseconds. A month is thirty days: the venue's calendar months are not needed here. */
const INTERVAL_MILLIS: Readonly<Record<string, number>> = {
  "1m": MINUTE,
  "3m": 3 * MINUTE,
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
  "30m": 30 * MINUTE,
  "1h": 60 * MINUTE,
  "2h": 120 * MINUTE,
  "4h": 240 * MINUTE,
  "6h": 360 * MINUTE,
  "8h": 480 * MINUTE,
  "12h": 720 * MINUTE,
  "1d": 1440 * MINUTE,
  "3d": 4320 * MINUTE,
  "1w": 10_080 * MINUTE,
};

export const intervalMillis = (interval: string): number | null => INTERVAL_MILLIS[interval] ?? null;

/** Weeks begin on Monday; the epoch began on a Thursday. */
const MONDAY_OFFSET = 4 * 1440 * MINUTE;
const WEEK = 10_080 * MINUTE;

export function barStart(atMillis: number, interval: number): number {
  const offset = interval === WEEK ? MONDAY_OFFSET : 0;
  return Math.floor((atMillis - offset) / interval) * interval + offset;
}
