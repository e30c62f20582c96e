import type { OrderFlowParams } from "./order-flow-params";
import type { Readings } from "./readings";

const PPM = 1_000_000;

/** Each reading counts up to this many times its threshold; at the thresholds strength is one third. */
export const FULL_AT = 3;

/** How strong the signal is: mean of the readings over their thresholds, 0 to 1. */
export function strengthOf(readings: Readings, params: OrderFlowParams): number {
  const part = (value: number, threshold: number) => Math.min(FULL_AT, Math.max(0, value / threshold));
  const sum =
    part(readings.fastFlow, params.fastFlowMin) +
    part(readings.slowFlow, params.slowFlowMin) +
    part(readings.imbalance, params.imbalanceMin);
  return sum / (3 * FULL_AT);
}

/** Cut to millionths before it decides anything, so that nothing depends on how a float was rounded. */
export const inPpm = (share: number): number => Math.floor(share * PPM);

const AT_THRESHOLDS_PPM = Math.ceil(PPM / FULL_AT);

/**
 * How sure it is: 0.5 where all readings just reach their thresholds, which is to say that it does not know, and 1 where
 * all are three times as large; linear in the strength between. An order of signals by how clear they are, not a
 * probability to earn: docs/strategies/order-flow-imbalance.md holds it against what came of them.
 */
export function confidencePpm(strengthPpm: number): number {
  const beyond = Math.max(0, strengthPpm - AT_THRESHOLDS_PPM);
  return PPM / 2 + Math.floor(((PPM / 2) * beyond) / (PPM - AT_THRESHOLDS_PPM));
}
