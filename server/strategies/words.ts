/** Words that every strategy's sentences need. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Reason } from "@/server/domain/order";
import { formatSteps } from "@/server/domain/steps";

const SECOND = 1_000_000;

export const priceText = (spec: InstrumentSpec, ticks: number): string => formatSteps(ticks, spec.tickSize);

export function sizeText(spec: InstrumentSpec, lots: number): string {
  const text = formatSteps(lots, spec.lotSize);
  return `${text.includes(".") ? text.replace(/\.?0+$/, "") : text} ${spec.base}`;
}

/** Why the desk would refuse, without the instrument's name, which its sentence says already. */
export const refusalText = ({ symbol }: InstrumentSpec, { text }: Reason): string =>
  text.startsWith(`${symbol}: `) ? text.slice(symbol.length + 2) : text;

export const secondsText = (micros: number): string => `${Math.round(micros / SECOND)} s`;
