/** VaR and CVaR of what a desk holds now, over its instruments' past of up to 90 days, in exact money that adds up. */
import { barReturns, type TimedReturn } from "@/server/analysis/market/bar-returns";
import { DAY_MICROS, HOUR_MICROS, type PriceBar } from "@/server/analysis/market/price-bars";
import { type PositionTail, positionTail } from "@/server/analysis/tail-risk/position-risk";
import { type Atoms, atoms } from "@/server/domain/atoms";
import { markNotionalAtoms } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import type { Position } from "@/server/domain/portfolio";
import type { PositionRisk, RiskHorizon } from "./risk-views";

export const VAR_LEVEL = 0.95;
const SPAN: Readonly<Record<RiskHorizon, number>> = { "1h": HOUR_MICROS, "1d": DAY_MICROS };
/** Spans that the tail needs, and of those of a day, which overlap, 20 days' worth. */
const SPANS_MIN: Readonly<Record<RiskHorizon, number>> = { "1h": 100, "1d": 20 * 24 };
const MILLIONTHS_PER_HALF_TICK = 500_000;

export type Held = Readonly<{
  spec: InstrumentSpec;
  sizeLots: number;
  /** Signed, at the mark. */
  exposureAtoms: Atoms;
}>;

/** Positions with a size and a mark. */
export function heldOf(specs: readonly InstrumentSpec[], positions: readonly Position[]): Held[] {
  return positions.flatMap(({ instrumentId, sizeLots, markHalfTicks }) => {
    const spec = specs.find(({ id }) => id === instrumentId);
    if (!spec || sizeLots === 0 || markHalfTicks === null) return [];
    const size = markNotionalAtoms(spec, sizeLots, markHalfTicks * MILLIONTHS_PER_HALF_TICK);
    return [{ spec, sizeLots, exposureAtoms: atoms(sizeLots > 0 ? size : -size) }];
  });
}

export type PositionRiskInput = Readonly<{
  held: readonly Held[];
  /** Hourly bars by instrument. */
  hours: ReadonlyMap<string, readonly PriceBar[]>;
  horizon: RiskHorizon;
}>;

export function positionRisk({ held, hours, horizon }: PositionRiskInput): PositionRisk {
  const needed = SPANS_MIN[horizon];
  const moves = held.map((one) => ({
    ...one,
    past: barReturns(hours.get(one.spec.id) ?? [], { width: HOUR_MICROS, span: SPAN[horizon] }),
  }));
  const known = moves.filter(({ past }) => past.length >= needed);
  const missing = moves
    .filter(({ past }) => past.length < needed)
    .map(({ spec, exposureAtoms, past }) => ({
      instrumentId: spec.id,
      exposureAtoms,
      text: `has ${past.length} past spans of ${horizon}, needs ${needed}`,
    }));
  const said = { horizon, level: VAR_LEVEL, missing };
  const nothing = { ...said, spans: 0, from: null, to: null, instruments: [] };
  if (held.length === 0) return { ...nothing, ...NOTHING_HELD };
  if (known.length === 0) return { ...nothing, ...unknownBecause("Nothing that is held has enough history.") };
  const times = commonTimes(known.map(({ past }) => past));
  if (times.length < needed) {
    const text = `What is held has ${times.length} spans of ${horizon} in common, ${needed} are needed.`;
    return { ...nothing, ...unknownBecause(text) };
  }
  const tail = tailOver(known, times);
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const whole = { var: toAtoms(tail.var), cvar: toAtoms(tail.cvar) };
  const vars = shared(
    whole.var,
    tail.parts.map((part) => part.var),
  );
  const cvars = shared(
    whole.cvar,
    tail.parts.map((part) => part.cvar),
  );
  return {
    ...said,
    spans: times.length,
    from: micros(first - SPAN[horizon]),
    to: micros(last),
    varAtoms: whole.var,
    cvarAtoms: whole.cvar,
    reason: null,
    instruments: known.map(({ spec, sizeLots, exposureAtoms }, i) => ({
      instrumentId: spec.id,
      sizeLots,
      exposureAtoms,
      varAtoms: vars[i] ?? atoms(0n),
      cvarAtoms: cvars[i] ?? atoms(0n),
      aloneVarAtoms: toAtoms(tail.parts[i]?.aloneVar ?? 0),
    })),
  };
}

const NOTHING_HELD = { varAtoms: atoms(0n), cvarAtoms: atoms(0n), reason: "Nothing is held." };
const unknownBecause = (reason: string) => ({ varAtoms: null, cvarAtoms: null, reason });

type Known = Held & Readonly<{ past: readonly TimedReturn[] }>;

function commonTimes(pasts: readonly (readonly TimedReturn[])[]): number[] {
  const [first = [], ...others] = pasts;
  const sets = others.map((past) => new Set(past.map(({ at }) => at)));
  return first.map(({ at }) => at).filter((at) => sets.every((set) => set.has(at)));
}

function tailOver(known: readonly Known[], times: readonly number[]): PositionTail {
  const held = known.map(({ spec, exposureAtoms }) => ({
    instrumentId: spec.id,
    value: Number(exposureAtoms),
    isInverse: spec.contract?.kind === "inverse",
  }));
  const moves = known.map(({ past }) => {
    const byTime = new Map(past.map(({ at, value }) => [at, value]));
    return times.map((at) => byTime.get(at) ?? 0);
  });
  return positionTail(held, { moves, level: VAR_LEVEL });
}

const toAtoms = (value: number): Atoms => atoms(BigInt(Math.round(value)));

/** Parts in whole atoms that add up to the whole: what rounding leaves goes to the largest. */
function shared(whole: Atoms, parts: readonly number[]): Atoms[] {
  const rounded = parts.map(toAtoms);
  const rest = rounded.reduce<bigint>((left, part) => left - part, whole);
  const largest = parts.reduce((best, part, i) => (Math.abs(part) > Math.abs(parts[best] ?? 0) ? i : best), 0);
  return rounded.map((part, i) => (i === largest ? atoms(part + rest) : part));
}
