/**
 * New risk shrinks as it resembles what is held (DOMAIN.md 5): the average correlation with the open positions, weighted
 * by their exposure, takes up to `correlationCutPpm` away between `correlationFromPpm` and `correlationToPpm`.
 */

import { displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { correlationOf } from "@/server/domain/risk/correlation";
import type { InstrumentMeasure } from "@/server/domain/risk/risk-view";
import { sectorOf } from "@/server/domain/risk/sectors";
import { type Receipt, timesPpm } from "./receipt";
import type { SizingDesk, SizingWish } from "./sizing-input";
import { factorText } from "./sizing-words";

const PPM = 1_000_000;
/** Names that a line has room for. */
const NAMES_MAX = 3;

export function scaledByCorrelation(receipt: Receipt, wish: SizingWish, desk: SizingDesk): Receipt {
  const held = desk.measures.instruments.filter(({ exposureAtoms }) => exposureAtoms !== 0n);
  if (held.length === 0) return timesPpm(receipt, PPM, "× correlation 1.00: nothing is held");
  const average = averagePpm(wish, desk, held);
  const factor = factorOf(average, desk);
  const names = held.map(({ instrumentId }) => nameOf(desk.instruments, instrumentId));
  const more = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : "";
  const text = `${signedText(average)} on average with ${names.slice(0, NAMES_MAX).join(", ")}${more}`;
  return timesPpm(receipt, factor, `× correlation ${factorText(factor)}: ${text}`);
}

/** @returns −1,000,000 to 1,000,000; below zero where the new position would offset what is held */
function averagePpm(wish: SizingWish, desk: SizingDesk, held: readonly InstrumentMeasure[]): number {
  const own = {
    instrumentId: wish.spec.id,
    base: wish.spec.base,
    sector: sectorOf(wish.spec.base, desk.settings.sectors),
  };
  let [sum, weights] = [0n, 0n];
  for (const { instrumentId, sector, exposureAtoms } of held) {
    const base = desk.instruments.find(({ id }) => id === instrumentId)?.base ?? instrumentId;
    const { ppm, isKnown } = correlationOf(desk.facts, own, { instrumentId, base, sector });
    const weight = exposureAtoms < 0n ? 0n - exposureAtoms : exposureAtoms;
    const isSameWay = exposureAtoms > 0n === (wish.side === "buy");
    // A hedge that nobody has measured is none.
    const signed = isSameWay ? ppm : isKnown ? -ppm : 0;
    sum += BigInt(signed) * weight;
    weights += weight;
  }
  return Number(sum / weights);
}

/** What is left of a size, ppm. */
function factorOf(average: number, { settings }: SizingDesk): number {
  const { correlationFromPpm: from, correlationToPpm: to, correlationCutPpm: cut } = settings.sizing;
  if (average <= from) return PPM;
  if (average >= to) return PPM - cut;
  return PPM - Math.ceil((cut * (average - from)) / (to - from));
}

const nameOf = (instruments: readonly InstrumentSpec[], id: string): string => {
  const spec = instruments.find((each) => each.id === id);
  return spec ? displaySymbol(spec) : id;
};

const signedText = (ppm: number): string => `${ppm < 0 ? "−" : ""}${factorText(Math.abs(ppm))}`;
