/**
 * Candles from before we listened, by REST, newest first: enough for a chart at once, then further back with
 * pauses. It keeps no notes: what is stored already is skipped, so that it may be stopped anywhere and
 * run again.
 */
import type { Candle } from "@/server/domain/candle";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { MICROS_PER_MINUTE, type Micros, micros } from "@/server/domain/micros";
import type { VenueConnection } from "@/server/ports/market-feed";
import type { MarketStore } from "@/server/ports/market-store";
import { minuteOf } from "./candle-builder";
import { type Retrying, untilItWorks, wait } from "./wait";

/** Minutes a page: what a venue gives in one answer. */
export const PAGE_MINUTES = 1_000;
const PAGE_MICROS = PAGE_MINUTES * MICROS_PER_MINUTE;
/** Pages fetched without pauses: three days and a half. */
const QUICK_PAGES = 5;
const PAUSE_MILLIS = 400;

export type HistoryDeps = Readonly<{
  connection: Pick<VenueConnection, "fetchCandles">;
  market: Pick<MarketStore, "listCandles">;
  onCandle: (instrument: number, candle: Candle) => void;
  /**
   * Stores what waits and says whether there is room for a page. History goes no faster than it is stored:
   * what waits is bounded, and the pages that were fetched first are those that a chart shows first.
   */
  store: () => Promise<boolean>;
  retrying: Retrying;
  /** The venue's time, µs. */
  venueNow: () => Micros;
  /** How far back, in days of 1,440 minutes. */
  days: number;
}>;

type Reach = { readonly spec: InstrumentSpec; readonly index: number; end: Micros; isAtStart: boolean };

/** Goes back page by page over all instruments together, so that their charts fill evenly. Never throws. */
export async function fillHistory(deps: HistoryDeps, specs: readonly InstrumentSpec[]): Promise<void> {
  const { signal, clock } = deps.retrying;
  const newest = micros(minuteOf(deps.venueNow()) + MICROS_PER_MINUTE);
  const reaches: Reach[] = specs.map((spec, index) => ({ spec, index, end: newest, isAtStart: false }));
  const pages = Math.ceil((deps.days * 1_440) / PAGE_MINUTES);
  for (let page = 0; page < pages; page++) {
    for (const reach of reaches) {
      if (reach.isAtStart || signal.aborted) continue;
      const didAsk = await fillPage(deps, reach, page === 0);
      while (!signal.aborted && !(await deps.store())) await wait(clock, PAUSE_MILLIS, signal);
      if (didAsk && page >= QUICK_PAGES) await wait(clock, PAUSE_MILLIS, signal);
    }
  }
}

/** @returns whether the venue was asked */
async function fillPage(deps: HistoryDeps, reach: Reach, isNewest: boolean): Promise<boolean> {
  const start = micros(reach.end - PAGE_MICROS);
  const { end, spec } = reach;
  reach.end = start;
  if (!isNewest && (await untilItWorks(deps.retrying, () => isStored(deps.market, spec.id, end)))) return false;
  const fetched = await untilItWorks(deps.retrying, () => deps.connection.fetchCandles(spec, start));
  if (fetched === null) return true;
  const candles = fetched.filter(({ openAt }) => openAt >= start && openAt < end);
  for (const candle of candles) deps.onCandle(reach.index, candle);
  reach.isAtStart = candles.length === 0 || (candles[0]?.openAt ?? 0) > start;
  return true;
}

/** Whether each minute of the page before `end` is stored and final. */
async function isStored(market: HistoryDeps["market"], instrumentId: string, end: Micros): Promise<boolean> {
  const rows = await market.listCandles({ instrumentId, interval: "1m", before: end, limit: PAGE_MINUTES });
  return rows.length === PAGE_MINUTES && rows[0]?.openAt === end - PAGE_MICROS && rows.every((row) => row.isFinal);
}
