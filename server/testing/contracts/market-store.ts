/** What every InstrumentStore and MarketStore guarantees. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { INTERVALS, intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import type { StoredCandle } from "@/server/ports/market-store";
import { testSpec } from "@/server/testing/engine-run";
import * as rows from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

const MINUTE = 60_000_000;
/** Monday 2026-03-02 00:00 UTC. */
const MONDAY = 1_772_409_600_000_000;

export function marketStoreContract(setup: () => Promise<StoresHarness>): void {
  sources(setup);
  instruments(setup);
  ticks(setup);
  candles(setup);
  gaps(setup);
}

function sources(setup: () => Promise<StoresHarness>): void {
  test("the present source is the one saved last, as it was said last", async () => {
    const { instruments: store } = await setup();
    const live = { kind: "live", venueId: "binance", label: "LIVE", reason: "", speed: 1, session: "live" } as const;
    const recorded = { ...live, kind: "recorded", venueId: freshName("recorded"), speed: 2.5, session: "1" } as const;
    await store.saveSource(recorded);
    await store.saveSource(live);
    expect(await store.findSource()).toEqual(live);
    await store.saveSource({ ...recorded, session: "2" });
    expect(await store.findSource()).toEqual({ ...recorded, session: "2" });
  });
}

function instruments(setup: () => Promise<StoresHarness>): void {
  test("an instrument gets a new version only when its numbers mean something else", async () => {
    const { instruments: store } = await setup();
    const spec = testSpec({ venueId: freshName("venue"), version: 7 });
    const saved = async (given = spec) => (await store.saveInstruments([given]))[0];
    expect(await saved()).toEqual({ ...spec, version: 1 });
    expect(await saved({ ...spec, version: 3 })).toEqual({ ...spec, version: 1 });
    expect(await saved({ ...spec, tickSize: "0.0100" })).toMatchObject({ version: 1 });
    expect(await saved({ ...spec, takerFeePpm: 500 })).toMatchObject({ version: 2, takerFeePpm: 500 });
    expect(await saved()).toEqual({ ...spec, version: 3 });
    expect(await store.findInstrument(spec.id)).toEqual({ ...spec, version: 3 });
    expect(await store.findInstrument("nobody")).toBeNull();
  });

  test("a perpetual keeps its contract, and an inverse one needs no value of a tick times a lot", async () => {
    const { instruments: store } = await setup();
    const spec = testSpec({ venueId: freshName("venue"), symbol: "BTC/USD:BTC" });
    const tiers = [{ upToAtoms: null, maintenancePpm: 4_000, maxLeverage: 125 }];
    const terms = { settle: "BTC", inverseAtoms: 100_000_000_000n, tiers, liquidationFeePpm: 12_500 };
    const contract = { kind: "inverse", ...terms, fundingIntervalMicros: 28_800_000_000 } as const;
    const inverse = { ...spec, atomsPerTickLot: 0n, contract };
    expect((await store.saveInstruments([inverse]))[0]).toEqual({ ...inverse, version: 1 });
    expect(await store.findInstrument(spec.id)).toEqual({ ...inverse, version: 1 });
  });

  test("instruments come back in the order given, and are listed by venue", async () => {
    const { instruments: store } = await setup();
    const venueId = freshName("venue");
    const specs = ["SOL", "BTC", "ETH"].map((base) => testSpec({ venueId, symbol: `${base}/USDT`, base }));
    const names = (list: readonly { base: string }[]) => list.map(({ base }) => base);
    expect(names(await store.saveInstruments(specs))).toEqual(["SOL", "BTC", "ETH"]);
    expect(names(await store.listInstruments(venueId))).toEqual(["BTC", "ETH", "SOL"]);
    expect(await store.saveInstruments([])).toEqual([]);
  });
}

function ticks(setup: () => Promise<StoresHarness>): void {
  test("trades are kept once, to the microsecond, and listed newest first", async () => {
    const { market } = await setup();
    const instrumentId = `${freshName("venue")}:BTC/USDT`;
    const trade = (id: number, change = {}) => rows.aTrade(id, { instrumentId, ...change });
    await market.saveTrades([]);
    await market.saveTrades([trade(2), trade(1, { isLate: true, aggressor: 0 }), trade(2)]);
    await market.saveTrades([trade(3, { sizeLots: 9_007_199_254_740_991 }), trade(1, { priceTicks: 1 })]);
    expect(await market.listTrades(instrumentId, 2)).toEqual([trade(3, { sizeLots: 9_007_199_254_740_991 }), trade(2)]);
    expect((await market.listTrades(instrumentId, 10)).at(-1)).toEqual(trade(1, { isLate: true, aggressor: 0 }));
  });

  test("the newest book is the latest by its own time", async () => {
    const { market } = await setup();
    const instrumentId = `${freshName("venue")}:BTC/USDT`;
    expect(await market.latestBook(instrumentId)).toBeNull();
    const book = (at: number) => ({ instrumentId, instrumentVersion: 2, book: rows.aBook(micros(at)) });
    await market.saveBooks([book(rows.AT), book(rows.AT - 1), book(rows.AT - 400 * 86_400_000_000)]);
    await market.saveBooks([book(rows.AT)]);
    expect(await market.latestBook(instrumentId)).toEqual(book(rows.AT));
  });

  test("any time is writable: years ago, years ahead, and across many days at once", async () => {
    const { market } = await setup();
    const instrumentId = `${freshName("venue")}:BTC/USDT`;
    const years = [2009, 2017, 2024, 2031].map((year) => micros(Date.UTC(year, 11, 31, 23, 59, 59, 999) * 1_000 + 999));
    const trades = years.map((exchangeAt, i) => rows.aTrade(i, { instrumentId, exchangeAt }));
    await market.saveTrades(trades);
    expect((await market.listTrades(instrumentId, 10)).map(({ exchangeAt }) => exchangeAt)).toEqual(years.toReversed());
  });
}

function candles(setup: () => Promise<StoresHarness>): void {
  const minutes = (instrumentId: string, count: number, from = MONDAY): StoredCandle[] =>
    Array.from({ length: count }, (_, i) =>
      rows.aCandle(from + i * MINUTE, {
        instrumentId,
        openTicks: 100 + i,
        highTicks: 105 + i,
        lowTicks: 95 - (i % 7),
        closeTicks: 101 + i,
        volumeLots: i,
        trades: 1,
      }),
    );

  test("a final candle is never replaced by an unfinished one; otherwise the last word counts", async () => {
    const { market } = await setup();
    const instrumentId = `${freshName("venue")}:BTC/USDT`;
    const candle = (change: Partial<StoredCandle>) => rows.aCandle(MONDAY, { instrumentId, ...change });
    const read = async () =>
      (await market.listCandles({ instrumentId, interval: "1m", before: null, limit: 10 })).map(
        ({ closeTicks, isFinal }) => [closeTicks, isFinal],
      );
    await market.saveCandles([candle({ closeTicks: 1, isFinal: false })]);
    await market.saveCandles([candle({ closeTicks: 2, isFinal: false }), candle({ closeTicks: 3, isFinal: false })]);
    expect(await read()).toEqual([[3, false]]);
    expect(await market.lastCandleAt(instrumentId)).toBeNull();
    await market.saveCandles([candle({ closeTicks: 4 }), candle({ closeTicks: 5, isFinal: false })]);
    await market.saveCandles([candle({ closeTicks: 6, isFinal: false })]);
    expect(await read()).toEqual([[4, true]]);
    await market.saveCandles([candle({ closeTicks: 7 })]);
    expect(await read()).toEqual([[7, true]]);
    expect(await market.lastCandleAt(instrumentId)).toBe(MONDAY);
  });

  // Guarantee: a longer bar is what a person would add up from the minutes, whatever is missing among them.
  test("longer candles are the sum of their minutes", async () => {
    const { market } = await setup();
    const anyMinutes = fc.uniqueArray(fc.integer({ min: -3_000, max: 20_000 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anyMinutes, fc.constantFrom(...INTERVALS), async (places, interval) => {
        const instrumentId = `${freshName("venue")}:BTC/USDT`;
        const stored = places.flatMap((place) => minutes(instrumentId, 1, MONDAY + place * MINUTE)).map(varied);
        await market.saveCandles(stored);
        const bars = await market.listCandles({ instrumentId, interval, before: null, limit: 2_000 });
        expect(bars).toEqual(summed(stored, intervalMicros(interval)));
      }),
      { numRuns: 25 },
    );
  });

  test("the newest bars before a time are found across holes of months", async () => {
    const { market } = await setup();
    const instrumentId = `${freshName("venue")}:BTC/USDT`;
    const day = 1_440 * MINUTE;
    const starts = [MONDAY - 200 * day, MONDAY - 90 * day, MONDAY - day, MONDAY];
    await market.saveCandles(starts.flatMap((start) => minutes(instrumentId, 90, start)));
    const opens = async (limit: number, before: number | null) =>
      (
        await market.listCandles({
          instrumentId,
          interval: "1h",
          before: before === null ? null : micros(before),
          limit,
        })
      ).map(({ openAt }) => openAt);
    const hours = starts.flatMap((start) => [start, start + 60 * MINUTE]);
    expect(await opens(100, null)).toEqual(hours);
    expect(await opens(3, null)).toEqual(hours.slice(-3));
    expect(await opens(3, MONDAY)).toEqual(hours.slice(3, 6));
    expect(await opens(1, MONDAY + 1)).toEqual([MONDAY]);
    expect(await opens(5, hours[0] ?? 0)).toEqual([]);
    await expect(opens(2_001, null)).rejects.toMatchObject({ code: "invalid" });
  });
}

/** Every minute differs from the others, so that no mix-up goes unseen. */
const varied = (candle: StoredCandle): StoredCandle => {
  const n = Math.abs(Math.floor(candle.openAt / MINUTE)) % 997;
  return { ...candle, openTicks: n, highTicks: n + 10, lowTicks: n - 10, closeTicks: n + 3, volumeLots: n * 7 };
};

/** By hand: bars begin on Monday 1970-01-05; a bar is final when the stored minutes reach its end. */
function summed(stored: readonly StoredCandle[], width: number): readonly StoredCandle[] {
  const sorted = [...stored].sort((a, b) => a.openAt - b.openAt);
  const origin = 4 * 86_400_000_000;
  const startOf = (at: number) => origin + Math.floor((at - origin) / width) * width;
  const end = (sorted.at(-1)?.openAt ?? 0) + MINUTE;
  return [...new Set(sorted.map(({ openAt }) => startOf(openAt)))].map((start) => {
    const inside = sorted.filter(({ openAt }) => startOf(openAt) === start);
    const [first, last] = [inside[0] as StoredCandle, inside.at(-1) as StoredCandle];
    return {
      ...first,
      openAt: micros(start),
      closeTicks: last.closeTicks,
      highTicks: Math.max(...inside.map(({ highTicks }) => highTicks)),
      lowTicks: Math.min(...inside.map(({ lowTicks }) => lowTicks)),
      volumeLots: inside.reduce((sum, { volumeLots }) => sum + volumeLots, 0),
      trades: inside.length,
      isFinal: start + width <= end,
    };
  });
}

function gaps(setup: () => Promise<StoresHarness>): void {
  test("a gap opens once, closes once, and never ends before it began", async () => {
    const { market } = await setup();
    const venueId = freshName("venue");
    const gap = {
      instrumentId: `${venueId}:BTC/USDT`,
      kind: "sequence",
      startedAt: rows.AT,
      endedAt: null,
      text: "3 lost",
    } as const;
    const id = await market.openGap(gap);
    expect(await market.openGap(gap)).toBe(id);
    await market.closeGap(id, rows.after(5));
    await market.closeGap(id, rows.after(9));
    const later = { ...gap, kind: "disconnect", startedAt: rows.after(10) } as const;
    const laterId = await market.openGap(later);
    await market.openGap({ ...gap, instrumentId: `${venueId}0:BTC/USDT` });
    expect(await market.closeOpenGaps(venueId, rows.after(7))).toBe(1);
    expect(await market.closeOpenGaps(venueId, rows.after(8))).toBe(0);
    expect(await market.listGaps(venueId, 10)).toEqual([
      { id: laterId, ...later, endedAt: rows.after(10) },
      { id, ...gap, endedAt: rows.after(5) },
    ]);
    expect(await market.listGaps(venueId, 1)).toHaveLength(1);
  });

  test("a dead letter is kept, cut at 64 KiB, whatever characters it has that can be kept", async () => {
    const { market } = await setup();
    const venueId = freshName("venue");
    const letter = (raw: string) => ({ venueId, at: rows.AT, reason: "not JSON", raw });
    await market.saveDeadLetters([]);
    await market.saveDeadLetters([letter("first"), letter("x".repeat(70_000))]);
    await market.saveDeadLetters([letter("nul \0 and half \ud800 a pair")]);
    const kept = await market.listDeadLetters(venueId, 10);
    expect(kept.map(({ raw }) => raw.length)).toEqual([23, 65_536, 5]);
    expect(kept[2]).toEqual(letter("first"));
  });
}
