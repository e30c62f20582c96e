/**
 * Candles of one instrument from its venue, page by page into the past. It goes from the newest page to the oldest and
 * skips what is stored, so it may be stopped anywhere and run again; where the venue has no more it ends early.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import { MICROS_PER_MINUTE, type Micros, micros } from "@/server/domain/micros";
import type { VenueConnection } from "@/server/ports/market-feed";
import type { MarketStore } from "@/server/ports/market-store";
import { isMinuteFinal } from "@/server/services/collector/candle-builder";
import { type Retrying, untilItWorks, wait } from "@/server/services/collector/wait";
import type { Note } from "./run-backfill";

const PAGE_MINUTES = 1_000;
const PAGE_MICROS = PAGE_MINUTES * MICROS_PER_MINUTE;
/** Between two questions to a venue: two and a half a second, a tenth of what Binance allows. */
const PAUSE_MILLIS = 400;
/** Pages in a row without a candle after which the venue has no more. */
const EMPTY_PAGES_MAX = 3;
const DAY_MICROS = 1_440 * MICROS_PER_MINUTE;

export type FetchHistoryDeps = Readonly<{
  connection: Pick<VenueConnection, "fetchCandles">;
  market: Pick<MarketStore, "listCandles" | "saveCandles">;
  retrying: Retrying;
  /** Between questions, ms; a market of our own needs none. */
  pauseMillis?: number;
  note: Note;
}>;

export type FetchOrder = Readonly<{ spec: InstrumentSpec; from: Micros /** The venue's time. */; now: Micros }>;

/** @returns what was done, in words @throws the signal's reason */
export async function fetchHistory(deps: FetchHistoryDeps, { spec, from, now }: FetchOrder): Promise<string> {
  const { signal, clock } = deps.retrying;
  const newest = Math.floor(now / MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
  let fetched = 0;
  let empty = 0;
  let end = newest;
  while (end > from && empty < EMPTY_PAGES_MAX) {
    const start = Math.max(end - PAGE_MICROS, Math.floor(from / MICROS_PER_MINUTE) * MICROS_PER_MINUTE);
    const count = await fillPage(deps, spec, { start, end, now });
    signal.throwIfAborted();
    if (count !== null) {
      fetched += count;
      empty = count === 0 ? empty + 1 : 0;
      await wait(clock, deps.pauseMillis ?? PAUSE_MILLIS, signal);
    } else empty = 0;
    end = start;
    const days = Math.round((newest - end) / DAY_MICROS);
    await deps.note((newest - end) / Math.max(1, newest - from), `${fetched} candles, ${days} days back`, end);
  }
  const days = ((newest - end) / DAY_MICROS).toFixed(1);
  const why = empty < EMPTY_PAGES_MAX ? "" : "; the venue has none from before";
  return `${fetched.toLocaleString("en")} candles fetched, ${days} days back${why}`;
}

/** @returns candles that were fetched; null when the page was stored already */
async function fillPage(
  { connection, market, retrying }: FetchHistoryDeps,
  spec: InstrumentSpec,
  { start, end, now }: Readonly<{ start: number; end: number; now: Micros }>,
): Promise<number | null> {
  const minutes = (end - start) / MICROS_PER_MINUTE;
  const stored = await market.listCandles({
    instrumentId: spec.id,
    interval: "1m",
    before: micros(end),
    limit: PAGE_MINUTES,
  });
  const there = stored.filter(({ openAt, isFinal }) => isFinal && openAt >= start);
  if (there.length === minutes) return null;
  const fetched = await untilItWorks(retrying, () => connection.fetchCandles(spec, micros(start)));
  // A venue does not say which are final: time does.
  const candles = (fetched ?? []).filter(({ openAt }) => openAt >= start && openAt < end && isMinuteFinal(openAt, now));
  await market.saveCandles(
    candles.map((candle) => ({ ...candle, isFinal: true, instrumentId: spec.id, instrumentVersion: spec.version })),
  );
  return candles.length;
}
