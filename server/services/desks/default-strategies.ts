import type { DeskSettings, StrategySettings } from "@/server/domain/desk-settings";
import { type InstrumentSpec, productOf } from "@/server/domain/instrument";
import { defaultParams } from "@/server/strategies/registry";

/** What a new desk trades with. */
const DEFAULT_STRATEGY = "order-flow-imbalance";
/** There beside it, off until a person has a model that may trade. */
const MODEL_STRATEGY = "model-signal";

/**
 * With every parameter written out: what a desk did must not change with a later version's defaults. Beside spot the
 * perpetuals are left to the hand; a desk that has linear ones only trades those; inverse ones nobody does yet.
 */
export function defaultStrategies(instruments: readonly InstrumentSpec[]): readonly StrategySettings[] {
  const products = new Set(instruments.map(productOf));
  if (!products.has("spot") && !products.has("linear")) return [];
  const params = { ...defaultParams(DEFAULT_STRATEGY), perpetuals: products.has("spot") ? 0 : 1 };
  return [
    { name: DEFAULT_STRATEGY, enabled: true, params },
    { name: MODEL_STRATEGY, enabled: false, params: defaultParams(MODEL_STRATEGY) },
  ];
}

/** What a new desk would have and this one, made before there was such a strategy, has not: it may be switched on. */
export const offeredStrategies = ({ instruments, strategies }: DeskSettings): readonly StrategySettings[] =>
  defaultStrategies(instruments)
    .filter(({ name }) => name === MODEL_STRATEGY && strategies.every((own) => own.name !== name))
    .map((offered) => ({ ...offered, enabled: false }));
