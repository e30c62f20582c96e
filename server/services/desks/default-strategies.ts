import type { StrategySettings } from "@/server/domain/desk-settings";
import { defaultParams } from "@/server/strategies/registry";

/** What a new desk trades with. */
const DEFAULT_STRATEGY = "order-flow-imbalance";

/** With every parameter written out: what a desk did must not change with a later version's defaults. */
export const defaultStrategies = (): readonly StrategySettings[] => [
  { name: DEFAULT_STRATEGY, enabled: true, params: defaultParams(DEFAULT_STRATEGY) },
];
