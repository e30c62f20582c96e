import { divideRounded } from "@/components/ui/number-format";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Position } from "@/server/domain/portfolio";
import { unitsOf } from "./units";

/** Equal for the table: the mid and what hangs on it are drawn live and need no new row. */
export function samePositions(a: readonly Position[], b: readonly Position[]): boolean {
  return a.length === b.length && a.every((position, i) => samePosition(position, b[i]));
}

function samePosition(a: Position, b: Position | undefined): boolean {
  return (
    b !== undefined &&
    a.instrumentId === b.instrumentId &&
    a.sizeLots === b.sizeLots &&
    a.costAtoms === b.costAtoms &&
    a.realisedAtoms === b.realisedAtoms &&
    a.feesAtoms === b.feesAtoms &&
    a.margin?.leverage === b.margin?.leverage
  );
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** Cost over size with one decimal more than the tick, rounded half away from zero; a dash when nothing is held. */
export function averageEntryText(position: Position, spec: InstrumentSpec): string {
  if (position.sizeLots === 0) return "–";
  const { contract } = spec;
  // Inverse: what was paid is face over price, so the price is face over what was paid.
  if (contract?.kind === "inverse") {
    const tenths = BigInt(position.sizeLots) * contract.inverseAtoms * 10n;
    return position.costAtoms === 0n
      ? "–"
      : unitsOf(spec).finePrice(divideRounded(abs(tenths), abs(position.costAtoms)));
  }
  // atomsPerTickLot is what one tick times one lot is worth, so this is the price in tenths of a tick.
  return unitsOf(spec).finePrice(
    divideRounded(abs(position.costAtoms) * 10n, BigInt(Math.abs(position.sizeLots)) * spec.atomsPerTickLot),
  );
}

/** What it is worth at the mark, without a sign; null without one. An inverse contract gains as its worth in base falls. */
export function valueOf({ costAtoms, unrealisedAtoms }: Position, { contract }: InstrumentSpec): bigint | null {
  if (unrealisedAtoms === null) return null;
  return abs(contract?.kind === "inverse" ? costAtoms - unrealisedAtoms : costAtoms + unrealisedAtoms);
}
