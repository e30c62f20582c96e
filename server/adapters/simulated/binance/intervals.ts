/** Binance's kline intervals. Weeks begin on Monday, months are the calendar's, all in UTC. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** The epoch began on a Thursday. */
const MONDAY_OFFSET = 4 * DAY;

export type Interval = Readonly<{
  name: string;
  /** Start of the bar that holds a time, both in milliseconds since the epoch. */
  startOf: (atMillis: number) => number;
  /** Start of the bar `count` bars after (or, negative, before) the one that starts then. */
  shift: (startMillis: number, count: number) => number;
}>;

const LENGTHS: Readonly<Record<string, number>> = {
  "1s": SECOND,
  "1m": MINUTE,
  "3m": 3 * MINUTE,
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
  "30m": 30 * MINUTE,
  "1h": HOUR,
  "2h": 2 * HOUR,
  "4h": 4 * HOUR,
  "6h": 6 * HOUR,
  "8h": 8 * HOUR,
  "12h": 12 * HOUR,
  "1d": DAY,
  "3d": 3 * DAY,
  "1w": WEEK,
};

const even = (name: string, length: number): Interval => {
  const offset = length === WEEK ? MONDAY_OFFSET : 0;
  return {
    name,
    startOf: (at) => Math.floor((at - offset) / length) * length + offset,
    shift: (start, count) => start + count * length,
  };
};

const month: Interval = {
  name: "1M",
  startOf: (at) => {
    const date = new Date(at);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  },
  shift: (start, count) => {
    const date = new Date(start);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count);
  },
};

const INTERVALS: Readonly<Record<string, Interval>> = {
  ...Object.fromEntries(Object.entries(LENGTHS).map(([name, length]) => [name, even(name, length)])),
  "1M": month,
};

/** By Binance's name, e.g. "15m"; null when there is none. */
export const intervalOf = (name: string): Interval | null => INTERVALS[name] ?? null;

export const intervalNames: readonly string[] = Object.keys(INTERVALS);
