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
    a.feesAtoms === b.feesAtoms
  );
}

/** Cost over size with one decimal more than the tick, rounded half away from zero; a dash when nothing is held. */
export function averageEntryText(position: Position, spec: InstrumentSpec): string {
  if (position.sizeLots === 0) return "–";
  // atomsPerTickLot is what one tick times one lot is worth, so this is the price in tenths of a tick.
  return unitsOf(spec).finePrice(
    divideRounded(position.costAtoms * 10n, BigInt(position.sizeLots) * spec.atomsPerTickLot),
  );
}
