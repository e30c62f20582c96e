import { expect, test } from "vitest";
import { FLAG, KIND, SIDE } from "@/server/domain/market-block";
import { TRADES_MAX } from "@/server/services/collector/bulk-writer";
import { BTC, rowsOf, START, setUp } from "./collector-setup";
import { depthText, restCandle } from "./scripted-venue";
import { settle } from "./settle";

const SNAPSHOT_ROWS = [
  [KIND.bookClear, SIDE.bid, 0, 0, FLAG.snapshot],
  [KIND.bookLevel, SIDE.bid, 9_999, 1_000, FLAG.snapshot],
  [KIND.bookLevel, SIDE.ask, 10_001, 2_000, FLAG.snapshot | FLAG.end],
];
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

test("a book begins with a snapshot and goes on with updates, in rows and in the view", async () => {
  const { start, venue, rows, views, feedViews, collector, advance } = setUp();
  await start();
  expect(collector.instruments()).toEqual([BTC]);
  expect(rows()).toEqual(SNAPSHOT_ROWS);
  venue.update(
    [101, 101],
    [
      ["99.99", "0"],
      ["99.98", "3"],
    ],
  );
  venue.trade(7, "100.01");
  await settle();
  expect(rows().slice(3)).toEqual([
    [KIND.bookLevel, SIDE.bid, 9_999, 0, 0],
    [KIND.bookLevel, SIDE.bid, 9_998, 3_000, FLAG.end],
    [KIND.trade, SIDE.sell, 10_001, 1_000, FLAG.end],
  ]);
  await advance(1_000);
  expect(views().at(-1)).toMatchObject({
    instrumentId: BTC.id,
    bids: [[9_998, 3_000]],
    asks: [[10_001, 2_000]],
    lastTicks: 10_001,
    trades: [[START, 10_001, 1_000, SIDE.sell, 7]],
  });
  expect(feedViews().at(-1)).toMatchObject({ state: "live", text: "", gaps: 0, messagesPerSecond: 2 });
});

test("messages of one turn leave as one block, at its end", async () => {
  const { start, venue, blocks } = setUp();
  await start();
  venue.update([101, 101], [["99.98", "3"]]);
  venue.update([102, 102], [["99.97", "3"]]);
  expect(blocks).toHaveLength(1);
  await settle();
  expect(blocks.map(({ length }) => length)).toEqual([3, 2]);
});

test("a hole in the chain is a gap: said to the desks, shown, recorded, and ended by a whole book", async () => {
  const { start, venue, rows, market, feedViews, advance } = setUp();
  await start();
  await advance(500);
  venue.depths = ["no book yet", depthText(104, [["99.90", "5"]], [["100.02", "6"]])];
  venue.update([103, 104], [["99.98", "3"]]);
  await settle();
  expect(rows().at(-1)).toEqual([KIND.bookGap, 0, 0, 0, FLAG.end]);
  await advance(100);
  expect(feedViews().at(-1)).toMatchObject({ state: "gap", gaps: 1 });
  expect(feedViews().at(-1)?.text).toContain("update 103 does not continue 100");
  await advance(2_000);
  expect(rows().slice(-3)).toEqual([
    [KIND.bookClear, SIDE.bid, 0, 0, FLAG.snapshot],
    [KIND.bookLevel, SIDE.bid, 9_990, 5_000, FLAG.snapshot],
    [KIND.bookLevel, SIDE.ask, 10_002, 6_000, FLAG.snapshot | FLAG.end],
  ]);
  expect(feedViews().at(-1)).toMatchObject({ state: "live", gaps: 1, deadLetters: 1 });
  const gaps = await market.gaps("test");
  expect(gaps).toMatchObject([{ kind: "sequence", instrumentId: BTC.id, startedAt: START }]);
  expect(gaps[0]?.endedAt).toBeGreaterThan(START + 500_000);
});

test("a lost connection is a gap in every book until it is back", async () => {
  const { start, venue, rows, market, feedViews, advance } = setUp();
  await start();
  await advance(1_000);
  venue.state("closed", "connection lost; trying again in 2 s");
  expect(rows().at(-1)).toEqual([KIND.bookGap, 0, 0, 0, FLAG.end]);
  await advance(1_000);
  expect(feedViews().at(-1)).toMatchObject({ state: "connecting", text: "connection lost; trying again in 2 s" });
  await advance(30_000);
  expect(feedViews().at(-1)?.state).toBe("down");
  expect(venue.asked).toHaveLength(1);
  venue.state("open", "Connected.");
  await advance(1_000);
  expect(feedViews().at(-1)?.state).toBe("live");
  expect(await market.gaps("test")).toMatchObject([{ kind: "disconnect", endedAt: expect.any(Number) as number }]);
});

test("a book asked for before the connection was lost does not count after it", async () => {
  const { venue, collector, rows } = setUp();
  let answer = (_text: string) => {};
  venue.depths = [
    new Promise((resolve) => {
      answer = resolve;
    }),
    depthText(200, [["99.50", "1"]], [["99.60", "1"]]),
  ];
  await collector.start();
  venue.state("closed", "lost");
  venue.state("open", "Connected.");
  await settle();
  answer(depthText(100, [["99.99", "1"]], [["100.01", "2"]]));
  await settle();
  expect(rows().map(([, , price]) => price)).toEqual([0, 9_950, 9_960]);
});

test("late trades are kept and flagged, doubles are not kept, holes are known", async () => {
  const { start, venue, rows, market, advance } = setUp();
  await start();
  venue.trade(10, "100.00");
  venue.trade(11, "100.00", { delayMillis: 400 });
  venue.trade(11, "100.00", { delayMillis: 400 });
  venue.trade(13, "100.00");
  venue.trade(12, "100.00");
  await advance(1_000);
  expect(
    rows()
      .slice(3)
      .map(([, , , , flags]) => flags),
  ).toEqual([FLAG.end, FLAG.end | FLAG.late, FLAG.end, FLAG.end | FLAG.late]);
  expect(market.trades.map(({ tradeId, isLate }) => [tradeId, isLate])).toEqual([
    [10, false],
    [11, true],
    [13, false],
    [12, true],
  ]);
});

test("a minute seen whole is final two seconds after its end, one without trades repeats the close", async () => {
  const { start, venue, clock, market, advance } = setUp();
  await start();
  const second = START - (START % MINUTE) + MINUTE;
  await advance(45_000);
  venue.trade(1, "100.00", { size: "2" });
  await advance(1_000);
  venue.trade(2, "101.00");
  venue.trade(3, "99.00");
  await advance(1_000);
  expect(await market.candle(BTC.id, second)).toMatchObject({ isFinal: false, trades: 3 });
  await advance((second + MINUTE + 1_900_000 - clock.nowMicros()) / 1_000);
  expect((await market.candle(BTC.id, second))?.isFinal).toBe(false);
  await advance(1_200);
  expect(await market.candle(BTC.id, second)).toEqual({
    instrumentId: BTC.id,
    instrumentVersion: 3,
    openAt: second,
    openTicks: 10_000,
    highTicks: 10_100,
    lowTicks: 9_900,
    closeTicks: 9_900,
    volumeLots: 4_000,
    trades: 3,
    isFinal: true,
  });
  await advance(60_000);
  expect(await market.candle(BTC.id, second + MINUTE)).toMatchObject({
    openTicks: 9_900,
    volumeLots: 0,
    isFinal: true,
  });
});

test("a minute of which a part was missed comes from the venue, and nothing final before", async () => {
  const { start, venue, market, advance } = setUp();
  venue.historyFrom = START - 10 * MINUTE;
  await start();
  const first = START - (START % MINUTE);
  venue.trade(1, "100.00");
  await advance(41_000);
  venue.state("closed", "lost");
  await advance(2_000);
  venue.state("open", "Connected.");
  await advance(130_000);
  for (const minute of [first, first + MINUTE]) {
    const { isFinal: _, ...expected } = restCandle(minute);
    expect(await market.candle(BTC.id, minute)).toMatchObject({ ...expected, isFinal: true });
  }
});

test("the top of the book is kept once a second", async () => {
  const { start, market, venue, advance } = setUp();
  await start();
  await advance(3_000);
  venue.state("closed", "lost");
  await advance(3_000);
  expect(market.books.map(({ book }) => book.at)).toEqual([1, 2, 3].map((s) => START + s * SECOND));
  expect(market.books[0]).toMatchObject({
    instrumentVersion: 3,
    book: { bids: [[9_999, 1_000]], asks: [[10_001, 2_000]] },
  });
});

test("views come at most ten times a second, and only when something changed", async () => {
  const { start, venue, views, advance } = setUp();
  await start();
  for (let id = 101; id <= 200; id++) {
    venue.update([id, id], [["99.98", String(id)]]);
    await advance(10);
  }
  expect(views().length).toBeGreaterThanOrEqual(9);
  expect(views().length).toBeLessThanOrEqual(11);
  const before = views().length;
  await advance(2_000);
  expect(views().length).toBeLessThanOrEqual(before + 1);
});

test("what cannot be read becomes a dead letter of at most 64 KiB, and the feed goes on", async () => {
  const { start, venue, market, rows, feedViews, advance } = setUp();
  await start();
  venue.send(`x${"y".repeat(100_000)}`);
  venue.trade(1, "100.00");
  await advance(1_000);
  const letters = await market.store.listDeadLetters("test", 10);
  expect(letters).toMatchObject([{ venueId: "test", at: START, reason: expect.stringMatching(/JSON/) as string }]);
  expect(letters[0]?.raw).toHaveLength(65_536);
  expect(rows()).toHaveLength(4);
  expect(feedViews().at(-1)).toMatchObject({ state: "live", deadLetters: 1 });
});

test("an update that cannot be read breaks its book at once", async () => {
  const { start, venue, rows } = setUp();
  await start();
  venue.update([101, 101], [["99.9x", "3"]]);
  await settle();
  expect(rows()[3]).toEqual([KIND.bookGap, 0, 0, 0, FLAG.end]);
});

test("while the database is away the feed goes on, and what waited is written once it is back", async () => {
  const { start, venue, market, rows, warnings, advance } = setUp();
  await start();
  await advance(1_000);
  market.setAway(true);
  for (let id = 1; id <= 50; id++) {
    venue.trade(id, "100.00");
    await advance(100);
  }
  expect(market.trades).toHaveLength(0);
  expect(rows()).toHaveLength(3 + 50);
  expect(warnings).toEqual(["The database takes no market data"]);
  market.setAway(false);
  await advance(1_000);
  expect(market.trades).toHaveLength(50);
  expect(market.books).toHaveLength(7);
});

test("beyond the bound the oldest trades are let go, and the gap ledger says how many", async () => {
  const { start, venue, market, advance } = setUp();
  await start();
  await advance(1_000);
  market.setAway(true);
  const count = TRADES_MAX + 10;
  for (let id = 1; id <= count; id++) venue.trade(id, "100.00");
  await advance(1_000);
  market.setAway(false);
  await advance(1_000);
  expect(market.trades).toHaveLength(TRADES_MAX);
  expect(market.trades[0]?.tradeId).toBe(11);
  expect((await market.gaps("test")).map(({ text }) => text)).toEqual([
    "the database was away too long: 10 trades were not stored",
  ]);
});

test("an instrument is stale after a minute of silence, or with an old book while trades print", async () => {
  const { start, venue, feedViews, market, advance } = setUp();
  await start();
  await advance(59_000);
  expect(feedViews().at(-1)?.state).toBe("live");
  await advance(2_000);
  expect(feedViews().at(-1)).toMatchObject({ state: "stale", instruments: [{ state: "stale" }] });
  venue.update([101, 101], [["99.98", "3"]]);
  await advance(1_000);
  expect(feedViews().at(-1)?.state).toBe("live");
  await advance(5_000);
  venue.trade(1, "100.00");
  await advance(1_000);
  expect(feedViews().at(-1)?.state).toBe("stale");
  expect((await market.gaps("test")).map(({ kind, endedAt }) => [kind, endedAt !== null])).toEqual([
    ["stale", true],
    ["stale", false],
  ]);
});

test("while the venue cannot be reached it says so, and begins when it can", async () => {
  const { collector, venue, advance, feedViews } = setUp();
  venue.isAway = true;
  const starting = collector.start();
  await advance(2_000);
  expect(feedViews().at(-1)).toMatchObject({ state: "connecting", text: "the venue is away", instruments: [] });
  await advance(35_000);
  expect(feedViews().at(-1)?.state).toBe("down");
  venue.isAway = false;
  await advance(60_000);
  await starting;
  expect(feedViews().at(-1)).toMatchObject({ state: "live", instruments: [{ instrumentId: BTC.id, state: "live" }] });
});

test("a recording that is over is not stale", async () => {
  const { start, feedViews, collector, market, advance } = setUp();
  await start();
  collector.setEnded(true);
  await advance(120_000);
  expect(feedViews().at(-1)).toMatchObject({ state: "ended", text: "The recording is over." });
  expect(await market.gaps("test")).toEqual([]);
});

test("a desk that joins later gets whole books", async () => {
  const { start, venue, collector, blocks } = setUp();
  await start();
  venue.update([101, 101], [["99.98", "3"]]);
  const books = collector.books();
  expect(blocks).toHaveLength(2);
  expect(rowsOf(books)).toEqual([
    [KIND.bookClear, SIDE.bid, 0, 0, FLAG.snapshot],
    [KIND.bookLevel, SIDE.bid, 9_999, 1_000, FLAG.snapshot],
    [KIND.bookLevel, SIDE.bid, 9_998, 3_000, FLAG.snapshot],
    [KIND.bookLevel, SIDE.ask, 10_001, 2_000, FLAG.snapshot | FLAG.end],
  ]);
});

test("one that does not persist feeds desks and leaves no trace", async () => {
  const { start, venue, market, sent, rows, advance } = setUp({ persist: false });
  await start();
  venue.trade(1, "100.00");
  await advance(70_000);
  expect(rows().filter(([kind]) => kind !== KIND.heartbeat)).toHaveLength(4);
  expect(market.writes()).toBe(0);
  expect(sent).toEqual([]);
});

test("desks are told every ten seconds that a quiet connection stands, and nothing once it is gone", async () => {
  const { start, venue, rows, advance } = setUp();
  const beats = () => rows().filter(([kind]) => kind === KIND.heartbeat).length;
  await start();
  await advance(20_000);
  const before = beats();
  await advance(30_000);
  expect(beats()).toBe(before + 3);
  venue.state("closed", "gone");
  await advance(30_000);
  expect(beats()).toBe(before + 3);
});

test("what the last collector left is closed, and the time without one is a gap", async () => {
  const { start, clock, market, advance } = setUp();
  const at = clock.nowMicros();
  await advance(10_000);
  await market.store.saveBooks([{ instrumentId: BTC.id, instrumentVersion: 3, book: { at, bids: [], asks: [] } }]);
  await start();
  await advance(2_000);
  expect(await market.gaps("test")).toMatchObject([{ kind: "restart", startedAt: at, endedAt: at + 10 * SECOND }]);
});

test("stopping writes what waits and closes the connection", async () => {
  const { start, venue, market, collector } = setUp();
  await start();
  venue.trade(1, "100.00");
  await settle();
  await collector.stop();
  expect(market.trades).toHaveLength(1);
  expect(venue.isClosed).toBe(true);
  venue.trade(2, "100.00");
  await settle();
  expect(market.trades).toHaveLength(1);
});

test("history is fetched newest first, page by page, and what is stored is not fetched again", async () => {
  const first = setUp({ historyDays: 3 });
  first.venue.historyFrom = START - 10 * 1_440 * MINUTE;
  await first.start();
  await first.advance(5_000);
  const minutes = [...new Set(first.market.candles.map(({ openAt }) => openAt))].sort((a, b) => a - b);
  expect(minutes.length).toBeGreaterThanOrEqual(5_000 - 1);
  expect(minutes.every((at, i) => i === 0 || at - (minutes[i - 1] ?? 0) === MINUTE)).toBe(true);
  const requests = first.venue.candleRequests;
  expect(requests.slice(0, 5)).toEqual(requests.slice(0, 5).sort((a, b) => b - a));

  const second = setUp({ historyDays: 3 });
  second.venue.historyFrom = first.venue.historyFrom;
  await second.market.store.saveCandles(first.market.candles);
  await second.start();
  await second.advance(1_000);
  expect(second.venue.candleRequests).toHaveLength(1);
});

// Found by looking at the chart: the newest pages were pushed out of the bounded buffer by older ones.
test("more history than may wait at once is stored whole, the newest pages too", async () => {
  const { start, venue, advance, market } = setUp({ historyDays: 8 });
  venue.historyFrom = START - 10 * 1_440 * MINUTE;
  await start();
  await advance(30_000);
  const minutes = [...new Set(market.candles.map(({ openAt }) => openAt))].sort((a, b) => a - b);
  expect(minutes.length).toBeGreaterThanOrEqual(11_000);
  expect(minutes.every((at, i) => i === 0 || at - (minutes[i - 1] ?? 0) === MINUTE)).toBe(true);
});

test("history ends where the venue's begins", async () => {
  const { start, venue, advance } = setUp({ historyDays: 30 });
  venue.historyFrom = START - 1_500 * MINUTE;
  await start();
  await advance(60_000);
  expect(venue.candleRequests.filter((since) => since < START - 3 * MINUTE)).toHaveLength(2);
});
