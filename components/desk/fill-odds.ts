/**
 * A rough chance that a resting order reaches the front of its queue within the next minute.
 *
 * What drained the queue before it in the last minute is taken as a compound Poisson process: over
 * the next minute the drain then has mean Σd and variance Σd² (Campbell's theorem), and the chance is
 * that of a normal variable exceeding the quantity still ahead. Good to tell hopeless from likely,
 * not more; a move of the price is not in it.
 */
import type { QueuePoint } from "@/server/domain/order";

const MINUTE_MICROS = 60_000_000;
/** With less than this behind it a rate says nothing. */
const WATCHED_MICROS_MIN = 5_000_000;

export type OddsInput = {
  readonly aheadLots: number | null;
  readonly acceptedAt: number | null;
  readonly trace: readonly QueuePoint[];
  /** Market time, µs. */
  readonly now: number;
};

/** 0 to 1, or the reason why it cannot be told. */
export function fillOdds({ aheadLots, acceptedAt, trace, now }: OddsInput): number | string {
  if (aheadLots === null || acceptedAt === null) return "The order does not rest yet";
  if (aheadLots === 0) return "The order is at the front; the next trade against it fills it";
  const watched = Math.min(MINUTE_MICROS, now - acceptedAt);
  if (watched < WATCHED_MICROS_MIN) return "Watched for less than 5 s";
  const drains = trace
    .filter((point) => point.at > now - watched && point.deltaLots > 0)
    .map((point) => point.deltaLots);
  const scale = MINUTE_MICROS / watched;
  const mean = drains.reduce((sum, lots) => sum + lots, 0) * scale;
  const variance = drains.reduce((sum, lots) => sum + lots * lots, 0) * scale;
  if (variance === 0) return 0;
  return normalCdf((mean - aheadLots) / Math.sqrt(variance));
}

/** Standard normal distribution (Abramowitz and Stegun 1964, 26.2.17; error below 7.5e-8). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - upper : upper;
}
