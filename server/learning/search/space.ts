/** Points of a search space: each parameter as a number in [0, 1], so that all are drawn and compared alike. */
import type { Rng } from "@/server/domain/rng";
import type { HyperParam, HyperParams } from "@/server/learning/model-family";

export type Space = Readonly<Record<string, HyperParam>>;

export const defaultsOf = (space: Space): HyperParams =>
  Object.fromEntries(Object.entries(space).map(([name, param]) => [name, param.default]));

export const drawn = (space: Space, rng: Rng): HyperParams =>
  Object.fromEntries(Object.entries(space).map(([name, param]) => [name, valueAt(param, rng.next())]));

/** The value at a place of the parameter's range; a choice has as much room as each other. */
export function valueAt(param: HyperParam, unit: number): number | string {
  if (param.kind === "choice") {
    const index = Math.min(Math.floor(unit * param.choices.length), param.choices.length - 1);
    return param.choices[index] ?? param.default;
  }
  const { min, max, isLog, isWhole } = param;
  // A whole parameter's ends get as much room as its other values.
  const [from, to] = isWhole && !isLog ? [min - 0.5, max + 0.5] : [min, max];
  const value = isLog ? Math.exp(Math.log(from) + unit * (Math.log(to) - Math.log(from))) : from + unit * (to - from);
  return Math.min(Math.max(isWhole ? Math.round(value) : value, min), max);
}

/** The place of a value, 0 to 1. */
export function unitOf(param: HyperParam, value: number | string): number {
  if (param.kind === "choice") return (param.choices.indexOf(String(value)) + 0.5) / param.choices.length;
  const { min, max, isLog } = param;
  if (max === min) return 0.5;
  const place = isLog
    ? (Math.log(Number(value)) - Math.log(min)) / (Math.log(max) - Math.log(min))
    : (Number(value) - min) / (max - min);
  return Math.min(Math.max(place, 0), 1);
}
