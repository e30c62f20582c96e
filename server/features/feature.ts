/** What a feature says of itself: shown on the Features page, and part of the hash of every set that holds it. */
export type FeatureUnit =
  /** In the unit of the bar's prices: not comparable between instruments or years. */
  | "price"
  | "volume"
  | "bps"
  /** A share, 0 to 1, or a signed one, −1 to 1. */
  | "share"
  /** 0 to 100, as charts show oscillators. */
  | "percent"
  /** A quotient that has no unit and no bounds. */
  | "ratio"
  /** Standard deviations. */
  | "sigma"
  /** −1, 0 or 1. */
  | "sign"
  | "count";

export type FeatureDefinition = Readonly<{
  /** `rsi_14`: lower case, digits and `_`; one name, one meaning. */
  name: string;
  /** For people: "RSI (14)". */
  title: string;
  /** "trend", "momentum", "volatility", "volume", "statistics", "level", "pattern", "time", "book", "flow", "funding". */
  group: FeatureGroup;
  unit: FeatureUnit;
  /** What the formula can give at all; null where it has no bound. A value outside is a defect, not a signal. */
  range: readonly [min: number | null, max: number | null];
  /** Bars (or grid steps) from the first to the first value, at least 1. */
  warmUp: number;
  /** Raised whenever the same input would give other bits. */
  version: number;
  /** Plain text. */
  formula: string;
  /** Where the definition stands: author, title, year. */
  source: string;
  inputs: readonly FeatureInput[];
}>;

export type FeatureGroup =
  | "trend"
  | "momentum"
  | "volatility"
  | "volume"
  | "statistics"
  | "level"
  | "pattern"
  | "time"
  | "book"
  | "flow"
  | "funding";

export type FeatureInput = "open" | "high" | "low" | "close" | "volume" | "time" | "book" | "trades" | "funding";
