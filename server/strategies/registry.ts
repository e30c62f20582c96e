import type { StrategySettings } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { MODEL_SIGNAL_PARAMS } from "./model-signal/model-signal-params";
import { ModelSignalStrategy } from "./model-signal/model-signal-strategy";
import { ORDER_FLOW_PARAMS } from "./order-flow-imbalance/order-flow-params";
import { OrderFlowStrategy } from "./order-flow-imbalance/order-flow-strategy";
import { defaultsOf, type ParamSpecs, resolveParams } from "./params";

export type StrategyDefinition = Readonly<{
  /** One or two sentences for people. */
  description: string;
  params: ParamSpecs;
  /** @throws AppError invalid for an unknown parameter or one out of its range */
  create: (params: Readonly<Record<string, number>>, model?: string | null) => Strategy;
}>;

/** Every strategy there is, by the name that settings and orders carry. */
const strategies: Readonly<Record<string, StrategyDefinition>> = {
  "order-flow-imbalance": {
    description:
      "Buys with patient limit orders when demand at the touch has grown over 1 and 10 seconds and the book leans " +
      "to the bid; sells when that fades, at a stop, or after a time. Long only.",
    params: ORDER_FLOW_PARAMS,
    create: (params) => new OrderFlowStrategy(resolveParams(ORDER_FLOW_PARAMS, params)),
  },
  "model-signal": {
    description:
      "Buys and sells by what the champion of a model says, when it is probable and confident enough; out on the " +
      "opposite answer, at a stop, or when the answer's horizon has passed. Spot long only, linear perpetuals both ways.",
    params: MODEL_SIGNAL_PARAMS,
    create: (params, model = null) => new ModelSignalStrategy(resolveParams(MODEL_SIGNAL_PARAMS, params), model),
  },
};

export const strategyNames: readonly string[] = Object.keys(strategies);

/** @throws AppError not_found that names those there are */
export function getStrategy(name: string): StrategyDefinition {
  const found = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
  if (found) return found;
  throw new AppError("not_found", `there is no strategy ${name}; there are: ${strategyNames.join(", ")}`);
}

/** All parameters of a strategy at their defaults. @throws AppError not_found */
export const defaultParams = (name: string): Readonly<Record<string, number>> => defaultsOf(getStrategy(name).params);

/** @throws AppError not_found or invalid */
export const createStrategies = (settings: readonly StrategySettings[]): readonly Strategy[] =>
  settings.map(({ name, params, model = null }) => getStrategy(name).create(params, model));
