/** Each number of the sizing settings: what it is called, what it counts, and within which bounds a person may put it. */
import type { RiskUnit } from "@/server/domain/risk/risk-fields";
import type { SizingSettings } from "./sizing";

export type SizingKey = Exclude<keyof SizingSettings, "method" | "regimePpm">;

type SizingField = Readonly<{
  label: string;
  unit: RiskUnit;
  min: number;
  max: number;
  /** One sentence: what it does to a size. */
  text: string;
}>;

const share = (label: string, min: number, text: string): SizingField => ({
  label,
  unit: "ppm",
  min,
  max: 1_000_000,
  text,
});

export const SIZING_FIELDS: Readonly<Record<SizingKey, SizingField>> = {
  baseSharePpm: share("Base share", 100, "Of equity: what “signal” and “volatility” start from."),
  signalKellyPpm: share("Kelly of a signal", 10_000, "Part of a full Kelly bet that “signal” takes."),
  kellyFractionPpm: share("Kelly of the record", 10_000, "Part of a full Kelly bet that “kelly” takes."),
  kellyCapPpm: share("Kelly cap", 1_000, "Most that “kelly” puts into one position, of equity."),
  kellyTradesMin: {
    label: "Trades to go by",
    unit: "count",
    min: 5,
    max: 1_000,
    text: "With fewer closed trades “kelly” has no record, and says so.",
  },
  riskPerTradePpm: {
    label: "Risk a trade",
    unit: "ppm",
    min: 1_000,
    max: 100_000,
    text: "Of equity, lost at the stop: “fixed fractional” and “atr”.",
  },
  volatilityCapMilli: {
    label: "Volatility scaling up to",
    unit: "milli",
    min: 1_000,
    max: 10_000,
    text: "Most that a quiet market makes of the base share.",
  },
  atrMultipleMilli: {
    label: "Stop distance in ATR(14)",
    unit: "milli",
    min: 100,
    max: 20_000,
    text: "What “atr” reckons its loss over.",
  },
  correlationFromPpm: share(
    "Correlation from",
    0,
    "From this average correlation with what is held, new risk shrinks.",
  ),
  correlationToPpm: share("Correlation to", 0, "From here on it shrinks by the whole cut."),
  correlationCutPpm: share("Correlation cut", 0, "Most that correlation takes off a size."),
};

/** What is left of a size in a regime. */
export const REGIME_SHARE = share("Left of a size", 0, "What is left of a size in this volatility regime.");

/** Of one strategy (`StrategyRisk`). */
export const STRATEGY_FIELDS = {
  budgetPpm: {
    label: "Budget",
    unit: "ppm",
    min: 1_000,
    max: 10_000_000,
    text: "Exposure that it may have opened, of equity.",
  },
  dailyLossPpm: {
    label: "Daily loss",
    unit: "ppm",
    min: 1_000,
    max: 1_000_000,
    text: "Its loss since 00:00 UTC that stops it, of the desk's equity.",
  },
} as const satisfies Record<string, SizingField>;

/** How long a breaker may wait before it arms itself, µs. */
export const REARM_AFTER = { min: 1_000_000, max: 7 * 86_400_000_000 } as const;
