/**
 * How far each limit is from what the desk measures: the page's bars, the ticket, and what today's positions would
 * violate under other settings. Pure; the same measures that the engine decides by.
 */

import type { InstrumentSpec } from "@/server/domain/instrument";
import { exposureLimits } from "./exposure-limits";
import { instrumentLimits } from "./instrument-limits";
import type { LimitView } from "./limit-view";
import { lossLimits } from "./loss-limits";
import type { MarketFacts } from "./market-facts";
import type { RiskSettings } from "./risk-settings";
import type { RiskMeasures } from "./risk-view";

export type LimitInput = Readonly<{
  measures: RiskMeasures;
  settings: RiskSettings;
  facts: MarketFacts | null;
  /** All of the desk. */
  instruments: readonly InstrumentSpec[];
}>;

/** Every limit that something can be compared with now; what cannot be known has none. */
export const limitViews = (input: LimitInput): readonly LimitView[] => [
  ...exposureLimits(input),
  ...lossLimits(input),
  ...instrumentLimits(input),
];

/** What the desk as it stands would violate under the settings of `input`. */
export const violations = (input: LimitInput): readonly LimitView[] =>
  limitViews(input).filter(({ isViolated }) => isViolated);
