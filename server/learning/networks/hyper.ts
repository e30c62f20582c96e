/** Parameters of a fit, read by their definition. */
import { AppError } from "@/server/domain/errors";
import type { HyperParam, HyperParams } from "@/server/learning/model-family";

type Defined = Readonly<Record<string, HyperParam>>;

/** @throws AppError invalid outside the definition's bounds; the default where it is not given */
export function numberOf(defined: Defined, given: HyperParams, name: string): number {
  const rule = defined[name];
  if (rule?.kind !== "number") throw new RangeError(`there is no number ${name} to choose`);
  const value = given[name] ?? rule.default;
  const isFit = typeof value === "number" && value >= rule.min && value <= rule.max;
  if (!isFit || (rule.isWhole && !Number.isInteger(value))) {
    const kind = rule.isWhole ? "a whole number" : "a number";
    throw new AppError("invalid", `${name} must be ${kind} from ${rule.min} to ${rule.max}, was ${value}`);
  }
  return value;
}

/** @throws AppError invalid for what is not to be chosen */
export function choiceOf(defined: Defined, given: HyperParams, name: string): string {
  const rule = defined[name];
  if (rule?.kind !== "choice") throw new RangeError(`there is no choice ${name}`);
  const value = given[name] ?? rule.default;
  if (typeof value === "string" && rule.choices.includes(value)) return value;
  throw new AppError("invalid", `${name} must be one of ${rule.choices.join(", ")}, was ${value}`);
}
