import type { LatencyRow } from "@/server/domain/desk-settings";

/** A row with this exchange time says: the request never reached the venue (hftbacktest's convention). */
const LOST = 0;

/**
 * Measured latencies instead of drawn ones: linear in time between rows, constant before the first and
 * after the last, whole µs rounded half up (after hftbacktest's IntpOrderLatency, MIT). The way in is
 * looked up by when a request is sent, the way back by when the venue acted.
 */
export class LatencyTable {
  readonly #rows: readonly LatencyRow[];
  /** Rows that reached the venue: the way back has no other. */
  readonly #answered: readonly LatencyRow[];

  /** @param rows  checked by `assertSettings`: at least two, rising */
  constructor(rows: readonly LatencyRow[]) {
    this.#rows = rows;
    this.#answered = rows.filter(({ exchangeAt }) => exchangeAt !== LOST);
  }

  /** µs to the venue; null when the request is lost: a row on either side of it was. */
  entryMicros(sentAt: number): number | null {
    const i = lastUpTo(this.#rows, sentAt, "requestAt");
    const [before, after] = [this.#rows[i], this.#rows[i + 1]];
    const isLost = before?.exchangeAt === LOST || (before !== undefined && after?.exchangeAt === LOST);
    if (isLost || (before === undefined && after?.exchangeAt === LOST)) return null;
    return between(sentAt, { before, after, at: "requestAt", to: "exchangeAt" });
  }

  /** µs back from the venue. */
  responseMicros(happenedAt: number): number {
    const i = lastUpTo(this.#answered, happenedAt, "exchangeAt");
    const [before, after] = [this.#answered[i], this.#answered[i + 1]];
    return between(happenedAt, { before, after, at: "exchangeAt", to: "responseAt" });
  }
}

type Column = keyof LatencyRow;
type Span = Readonly<{ before: LatencyRow | undefined; after: LatencyRow | undefined; at: Column; to: Column }>;

function between(time: number, { before, after, at, to }: Span): number {
  const only = before ?? after;
  if (only === undefined) return 0;
  const first = only[to] - only[at];
  if (before === undefined || after === undefined || before[at] === after[at]) return first;
  const rise = after[to] - after[at] - first;
  return Math.floor(first + (rise * (time - before[at])) / (after[at] - before[at]) + 0.5);
}

/** The last row whose `column` is at most `time`; -1 when the first is later. */
function lastUpTo(rows: readonly LatencyRow[], time: number, column: Column): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.[column] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
