/**
 * Each number of the risk settings: what it is called, what it counts, within which bounds a person may put it, and
 * which way is looser. The form, the validation, the diff and the refusal of loosening go by this one table.
 */
import type { RiskKey } from "./risk-settings";

/** `ppm` is shown in per cent, `micros` as a duration, `milli` as a factor. */
export type RiskUnit = "ppm" | "count" | "micros" | "score" | "milli";

export type RiskGroup = "exposure" | "orders" | "market" | "exits" | "breakers";

export type RiskField = Readonly<{
  label: string;
  group: RiskGroup;
  unit: RiskUnit;
  min: number;
  max: number;
  /** `up`: a larger number lets more risk through. */
  looser: "up" | "down";
  /** One sentence: what happens at the number. */
  text: string;
}>;

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;

const cap = (label: string, text: string): RiskField => ({
  label,
  group: "exposure",
  unit: "ppm",
  min: 1_000,
  max: 10_000_000,
  looser: "up",
  text,
});

export const RISK_FIELDS: Readonly<Record<RiskKey, RiskField>> = {
  positionCapPpm: cap("Position", "Largest position in one instrument, working orders included, of equity."),
  sectorCapPpm: cap("Sector", "All positions of one sector, long and short added up, of equity."),
  grossCapPpm: cap("Gross exposure", "All positions, long and short added up, of equity."),
  netCapPpm: cap("Net exposure", "Long less short, of equity."),
  clusterCapPpm: cap("Correlation cluster", "All positions that move together, of equity."),
  clusterCorrelationPpm: {
    label: "Cluster from correlation",
    group: "exposure",
    unit: "ppm",
    min: 300_000,
    max: 1_000_000,
    looser: "up",
    text: "Instruments whose hourly returns correlate at least this much count as moving together.",
  },
  openPositionsMax: {
    label: "Open positions",
    group: "exposure",
    unit: "count",
    min: 1,
    max: 1_000,
    looser: "up",
    text: "Positions held at once.",
  },
  ordersPerMinuteMax: {
    label: "Orders a minute",
    group: "orders",
    unit: "count",
    min: 1,
    max: 10_000,
    looser: "up",
    text: "New orders and amends within 60 s.",
  },
  openOrdersMax: {
    label: "Orders at once",
    group: "orders",
    unit: "count",
    min: 1,
    max: 1_000,
    looser: "up",
    text: "Orders that work at the same time.",
  },
  entrySpacingMicros: {
    label: "Entry spacing",
    group: "orders",
    unit: "micros",
    min: 0,
    max: 24 * HOUR,
    looser: "down",
    text: "Shortest time between two entries of strategies into one instrument.",
  },
  minConfidencePpm: {
    label: "Confidence",
    group: "orders",
    unit: "ppm",
    min: 0,
    max: 1_000_000,
    looser: "down",
    text: "Least confidence of a strategy's entry.",
  },
  staleFeedMicros: {
    label: "Silent feed",
    group: "market",
    unit: "micros",
    min: SECOND,
    max: HOUR,
    looser: "up",
    text: "Nothing heard of an instrument for so long: no new orders on it.",
  },
  staleBookMicros: {
    label: "Old book",
    group: "market",
    unit: "micros",
    min: SECOND / 2,
    max: HOUR,
    looser: "up",
    text: "A book older than this while trades print: no new orders on it.",
  },
  qualityMin: {
    label: "Data quality",
    group: "market",
    unit: "score",
    min: 0,
    max: 100,
    looser: "down",
    text: "Least quality of the last full minute (0 to 100) that new risk is taken on.",
  },
  spreadMaxPpm: {
    label: "Spread",
    group: "market",
    unit: "ppm",
    min: 10,
    max: 100_000,
    looser: "up",
    text: "Widest spread, of the mid, that new risk is taken at.",
  },
  stopPpm: {
    label: "Stop",
    group: "exits",
    unit: "ppm",
    min: 500,
    max: 900_000,
    looser: "up",
    text: "A position that has lost this much of its entry price is closed.",
  },
  targetPpm: {
    label: "Target",
    group: "exits",
    unit: "ppm",
    min: 500,
    max: 100_000_000,
    looser: "up",
    text: "A position that has gained this much is closed.",
  },
  atrStopMilli: {
    label: "Stop in ATR(14)",
    group: "exits",
    unit: "milli",
    min: 100,
    max: 20_000,
    looser: "up",
    text: "With exits by ATR: the stop lies so many ATR(14) of hourly bars from the entry.",
  },
  atrTargetMilli: {
    label: "Target to stop",
    group: "exits",
    unit: "milli",
    min: 100,
    max: 100_000,
    looser: "up",
    text: "With exits by ATR: the target lies so many times as far as the stop.",
  },
  trailActivationPpm: {
    label: "Trailing from",
    group: "exits",
    unit: "ppm",
    min: 500,
    max: 100_000_000,
    looser: "up",
    text: "From this gain on the stop follows the best price.",
  },
  trailPpm: {
    label: "Trailing distance",
    group: "exits",
    unit: "ppm",
    min: 500,
    max: 900_000,
    looser: "up",
    text: "How far behind the best price the trailing stop keeps.",
  },
  holdingMicrosMax: {
    label: "Holding time",
    group: "exits",
    unit: "micros",
    min: 10 * SECOND,
    max: 365 * 24 * HOUR,
    looser: "up",
    text: "A position held for so long is closed.",
  },
  dailyLossPpm: {
    label: "Daily loss",
    group: "breakers",
    unit: "ppm",
    min: 1_000,
    max: 1_000_000,
    looser: "up",
    text: "Loss since 00:00 UTC, of the equity then: no new risk.",
  },
  drawdownReducePpm: {
    label: "Drawdown, no new risk",
    group: "breakers",
    unit: "ppm",
    min: 1_000,
    max: 999_999,
    looser: "up",
    text: "Fall from the highest equity: no new risk.",
  },
  drawdownClosePpm: {
    label: "Drawdown, close everything",
    group: "breakers",
    unit: "ppm",
    min: 2_000,
    max: 1_000_000,
    looser: "up",
    text: "Fall from the highest equity: everything is closed, trading is halted.",
  },
  consecutiveLossesMax: {
    label: "Losses in a row",
    group: "breakers",
    unit: "count",
    min: 1,
    max: 1_000,
    looser: "up",
    text: "So many losing round trips in a row: no new risk, of the desk if by hand, else of that strategy.",
  },
  volatilityFactorMilli: {
    label: "Volatility",
    group: "breakers",
    unit: "milli",
    min: 1_000,
    max: 100_000,
    looser: "up",
    text: "Realised volatility of 5 minutes over its 24 h median: no new risk on the instrument.",
  },
  heartbeatMicros: {
    label: "Dead man's handle",
    group: "breakers",
    unit: "micros",
    min: 5 * SECOND,
    max: HOUR,
    looser: "up",
    text: "No sign of life of the collector for so long: no new risk.",
  },
};
