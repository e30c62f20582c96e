import { AppError } from "@/server/domain/errors";

/** A number that a strategy can be tuned by, as people see it. */
export type ParamSpec = Readonly<{
  /** A few words for a form's label. */
  label: string;
  default: number;
  min: number;
  max: number;
  /** "s", "bps", "touch depths", "share", "" for a plain count. */
  unit: string;
  isWhole: boolean;
  /** A sentence or two: what it does. */
  explanation: string;
}>;

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
export type ParamsOf<S extends ParamSpecs> = Readonly<Record<keyof S, number>>;

export const defaultsOf = <S extends ParamSpecs>(specs: S): ParamsOf<S> =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default])) as ParamsOf<S>;

/**
 * The given values over the defaults.
 *
 * @throws AppError invalid that names the parameter, its range and unit, and what it was
 */
export function resolveParams<S extends ParamSpecs>(specs: S, given: Readonly<Record<string, number>>): ParamsOf<S> {
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) throw new AppError("invalid", `unknown parameter ${name}; known are ${Object.keys(specs).join(", ")}`);
    const kind = spec.isWhole ? "a whole number" : "a number";
    const unit = spec.unit ? ` ${spec.unit}` : "";
    if (!Number.isFinite(value) || value < spec.min || value > spec.max || (spec.isWhole && !Number.isInteger(value))) {
      throw new AppError("invalid", `${name} must be ${kind} from ${spec.min} to ${spec.max}${unit}, was ${value}`);
    }
  }
  return { ...defaultsOf(specs), ...given };
}
