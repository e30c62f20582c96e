import type { Interval } from "@/server/domain/candle";
import type { BarStore, StoredBar } from "@/server/ports/bar-store";

const DAY_MICROS = 86_400_000_000;
/** A month of minutes at a time. */
const SPAN_DAYS = 31;

export type Reading = Readonly<{ instrumentId: string; interval: Interval; from: number; to: number }>;

/** Bars in pieces of whole UTC days, oldest first, so that a year of minutes is never held at once. */
export async function* barSpans(
  bars: Pick<BarStore, "readBars">,
  { from, to, ...of }: Reading,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredBar[]> {
  for (let start = from; start < to; ) {
    signal.throwIfAborted();
    const end = Math.min(to, dayOf(start) + SPAN_DAYS * DAY_MICROS);
    yield await bars.readBars({ ...of, from: start, to: end });
    start = end;
  }
}

/** First moment of the UTC day, µs. */
export const dayOf = (at: number): number => Math.floor(at / DAY_MICROS) * DAY_MICROS;
