/** What of the Features page stands in the address. */
import { parseAsString, parseAsStringLiteral } from "nuqs/server";

export const FEATURE_TABS = ["columns", "correlation", "coverage"] as const;
export type FeatureTab = (typeof FEATURE_TABS)[number];

export const featureParams = {
  tab: parseAsStringLiteral(FEATURE_TABS).withDefault("columns"),
  set: parseAsString.withDefault("bars-5m"),
  /** Of the distributions. Empty: the first of the market. */
  instrument: parseAsString.withDefault(""),
  q: parseAsString.withDefault(""),
  group: parseAsString.withDefault("all"),
  interval: parseAsString.withDefault("all"),
  /** The column that is looked at. */
  column: parseAsString,
};
