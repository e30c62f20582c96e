import { CONDITIONAL_SCENARIOS } from "./conditional-scenarios";
import { PARENT_SCENARIOS } from "./parent-scenarios";
import { PERPETUAL_SCENARIOS } from "./perpetual-scenarios";
import { QUEUE_SCENARIOS } from "./queue-scenarios";
import { REQUEST_SCENARIOS } from "./request-scenarios";
import { RISK_BREAKER_SCENARIOS } from "./risk-breaker-scenarios";
import { RISK_EXIT_SCENARIOS } from "./risk-exit-scenarios";
import { RISK_LIMIT_SCENARIOS } from "./risk-limit-scenarios";
import type { Scenario } from "./scenario";
import { TAKING_SCENARIOS } from "./taking-scenarios";
import { VENUE_SCENARIOS } from "./venue-scenarios";

/** In the order of the pages' index. */
export const SCENARIOS: readonly Scenario[] = [
  ...QUEUE_SCENARIOS,
  ...TAKING_SCENARIOS,
  ...REQUEST_SCENARIOS,
  ...CONDITIONAL_SCENARIOS,
  ...VENUE_SCENARIOS,
  ...PARENT_SCENARIOS,
  ...PERPETUAL_SCENARIOS,
  ...RISK_LIMIT_SCENARIOS,
  ...RISK_BREAKER_SCENARIOS,
  ...RISK_EXIT_SCENARIOS,
];
