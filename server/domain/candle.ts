import type { Micros } from "./micros";

export const INTERVALS = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "1d", "3d", "1w"] as const;
export type Interval = (typeof INTERVALS)[number];

const MINUTES: Record<Interval, number> = {
  "1m": 1,
  "3m": 3,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "2h": 120,
  "4h": 240,
  "6h": 360,
  "1d": 1440,
  "3d": 4320,
  "1w": 10080,
};

export const intervalMicros = (interval: Interval): number => MINUTES[interval] * 60_000_000;

/** Prices in ticks, volume in lots of the instrument version it was counted in. `openAt` is the bar's start. */
export type Candle = Readonly<{
  openAt: Micros;
  openTicks: number;
  highTicks: number;
  lowTicks: number;
  closeTicks: number;
  volumeLots: number;
  trades: number;
  /** Two seconds after its end; only then does a strategy see it. */
  isFinal: boolean;
}>;
