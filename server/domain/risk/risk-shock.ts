/** What-if: the desk's measures after prices have jumped, and which limits that would trip. Pure. */
import { atoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { LimitView } from "./limit-view";
import { type LimitInput, limitViews } from "./risk-limits";
import type { InstrumentMeasure, RiskMeasures } from "./risk-view";

/** By instrument id: the change of its price, ppm; −200_000 is a fall by 20 %. At least −999_999. */
export type Shocks = Readonly<Record<string, number>>;

export type ShockExit = Readonly<{ instrumentId: string; exit: "stop" | "target" }>;

export type Shocked = Readonly<{
  /** After the jump, before anything has reacted: no order has filled and no exit has closed. */
  measures: RiskMeasures;
  /** Made or lost by it. */
  pnlAtoms: bigint;
  exits: readonly ShockExit[];
  /** Violated after it and not before. */
  trips: readonly LimitView[];
}>;

export function shocked(input: LimitInput, shocks: Shocks): Shocked {
  const { measures, instruments } = input;
  const specs = new Map(instruments.map((spec) => [spec.id, spec]));
  const moved = measures.instruments.map((measure) =>
    jumped(measure, { spec: specs.get(measure.instrumentId) ?? null, ppm: shocks[measure.instrumentId] ?? 0 }),
  );
  const pnlAtoms = moved.reduce((sum, one) => sum + one.pnlAtoms, 0n);
  const equityAtoms = atoms(measures.equityAtoms + pnlAtoms);
  const isPeak = equityAtoms > measures.peakEquityAtoms;
  const after: RiskMeasures = {
    ...measures,
    equityAtoms,
    peakEquityAtoms: isPeak ? equityAtoms : measures.peakEquityAtoms,
    instruments: moved.map(({ measure }) => measure),
  };
  const before = new Set(violated(input).map(({ id }) => id));
  return {
    measures: after,
    pnlAtoms,
    exits: moved.flatMap(({ measure: { instrumentId }, exit }) => (exit ? [{ instrumentId, exit }] : [])),
    trips: violated({ ...input, measures: after }).filter(({ id }) => !before.has(id)),
  };
}

const violated = (input: LimitInput): readonly LimitView[] => limitViews(input).filter(({ isViolated }) => isViolated);

type Jump = Readonly<{ spec: InstrumentSpec | null; ppm: number }>;
type Moved = Readonly<{ measure: InstrumentMeasure; pnlAtoms: bigint; exit: ShockExit["exit"] | null }>;

const WHOLE = 1_000_000n;

function jumped(measure: InstrumentMeasure, { spec, ppm }: Jump): Moved {
  if (ppm === 0 || measure.sizeLots === 0) return { measure, pnlAtoms: 0n, exit: null };
  const factor = WHOLE + BigInt(Math.max(Math.trunc(ppm), -999_999));
  const before: bigint = measure.exposureAtoms;
  const isInverse = spec?.contract?.kind === "inverse";
  // In its coin an inverse contract is worth less the higher the price, and a long one gains what its value loses.
  const after = isInverse ? (before * WHOLE) / factor : (before * factor) / WHOLE;
  return {
    measure: { ...measure, exposureAtoms: atoms(after), gainPpm: gainAfter(measure, Number(factor)) },
    pnlAtoms: isInverse ? before - after : after - before,
    exit: spec && exitHit(measure, { spec, factor }),
  };
}

/** Against the entry price: both move by what the price does. */
function gainAfter({ gainPpm, sizeLots }: InstrumentMeasure, factor: number): number | null {
  if (gainPpm === null) return null;
  const sign = sizeLots > 0 ? 1 : -1;
  return sign * (Math.round(((1_000_000 + sign * gainPpm) * factor) / 1_000_000) - 1_000_000);
}

function exitHit(
  measure: InstrumentMeasure,
  { spec, factor }: Readonly<{ spec: InstrumentSpec; factor: bigint }>,
): ShockExit["exit"] | null {
  const { stopHalfTicks, targetHalfTicks, sizeLots } = measure;
  const price = (markHalfTicks(measure, spec) * Number(factor)) / 1_000_000;
  const isLong = sizeLots > 0;
  if (stopHalfTicks !== null && (isLong ? price <= stopHalfTicks : price >= stopHalfTicks)) return "stop";
  if (targetHalfTicks !== null && (isLong ? price >= targetHalfTicks : price <= targetHalfTicks)) return "target";
  return null;
}

/** The price that the exposure was valued at. */
function markHalfTicks({ exposureAtoms, sizeLots }: InstrumentMeasure, spec: InstrumentSpec): number {
  const [value, lots] = [Math.abs(Number(exposureAtoms)), Math.abs(sizeLots)];
  if (spec.contract?.kind === "inverse") return (2 * lots * Number(spec.contract.inverseAtoms)) / value;
  return (2 * value) / (lots * Number(spec.atomsPerTickLot));
}
