/** Spot and a perpetual of one name beside one another: two lines, two books, one venue. */
import { expect, test } from "vitest";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { KIND } from "@/server/domain/market-block";
import type { MarketView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import { BTC, PERPETUAL, START, setUp } from "./collector-setup";
import { depthText } from "./scripted-venue";
import { settle } from "./settle";

const MILLIS = START / 1_000;

const update = ([pu, U, u]: readonly number[], price: string, size: string) =>
  JSON.stringify({ e: "depthUpdate", E: MILLIS, T: MILLIS, s: "BTCUSDT", U, u, pu, b: [[price, size]], a: [] });
const mark = (p: string, r = "0.00010000", T = MILLIS + 3_600_000) =>
  JSON.stringify({ e: "markPriceUpdate", E: MILLIS, s: "BTCUSDT", p, P: p, i: p, r, T });

async function begin() {
  const set = setUp({ specs: [BTC, PERPETUAL] });
  set.venue.depths = [
    depthText(100, [["99.99", "1"]], [["100.01", "2"]]),
    depthText(500, [["99.9", "4"]], [["100.1", "5"]]),
  ];
  await set.start();
  // Its line follows that of spot.
  set.venue.state("open", "Connected.", "linear");
  await settle();
  const rowsOf = (instrument: number) =>
    set.blocks.flatMap((block) =>
      Array.from({ length: block.length }, (_, i) => i)
        .filter((i) => block.instrument[i] === instrument)
        .map((i) => [block.kind[i], block.priceTicks[i], block.sizeLots[i], block.seq[i]]),
    );
  const states = () => set.collector.status()?.instruments.map(({ state }) => state);
  return { ...set, rowsOf, states };
}

test("a message belongs to the instrument of its line, though both bear one name", async () => {
  const { venue, rowsOf, states, collector } = await begin();
  expect(states()).toEqual(["live", "live"]);
  venue.update([101, 101], [["99.98", "3"]]);
  venue.send(update([490, 499, 503], "99.8", "7"), "linear");
  await settle();
  expect(rowsOf(0).at(-1)).toEqual([KIND.bookLevel, 9_998, 3_000, 101]);
  expect(rowsOf(1).at(-1)).toEqual([KIND.bookLevel, 998, 7_000, 503]);
  expect(collector.status()).toMatchObject({ gaps: 0, deadLetters: 0, text: "" });
});

test("marks and funding are rows of the perpetual; funding only when it changes", async () => {
  const { venue, rowsOf } = await begin();
  const before = rowsOf(1).length;
  venue.send(mark("100.04321000"), "linear");
  venue.send(mark("100.05000000"), "linear");
  venue.send(mark("100.05000000", "-0.00002000"), "linear");
  await settle();
  const at = (MILLIS + 3_600_000) * 1_000;
  expect(rowsOf(1).slice(before)).toEqual([
    [KIND.mark, 1_000, 432_100, 0],
    [KIND.funding, 10_000, 0, at],
    [KIND.mark, 1_000, 500_000, 0],
    [KIND.mark, 1_000, 500_000, 0],
    [KIND.funding, -2_000, 0, at],
  ]);
});

test("the page sees the mark and the funding of a perpetual, and none of spot", async () => {
  const { venue, sent, advance } = await begin();
  venue.send(mark("100.04321000"), "linear");
  venue.update([101, 101], [["99.98", "3"]]);
  await advance(200);
  const viewOf = ({ id }: InstrumentSpec) => {
    const last = sent.findLast(({ topic }) => topic === `market:${id}`);
    return last ? decodeWire<MarketView>(last.payload) : null;
  };
  const fundingAt = (MILLIS + 3_600_000) * 1_000;
  expect(viewOf(PERPETUAL)?.mark).toEqual({
    priceTicks: 1_000,
    millionths: 432_100,
    fundingRateE8: 10_000,
    fundingAt,
  });
  expect(viewOf(BTC)?.mark).toBeNull();
});

test("a desk that joins later is told the last mark and funding before the book", async () => {
  const { venue, collector } = await begin();
  venue.send(mark("100.05000000"), "linear");
  await settle();
  const block = collector.books();
  const kinds = Array.from({ length: block.length }, (_, i) => [block.instrument[i], block.kind[i]]);
  expect(kinds.filter(([instrument]) => instrument === 1)).toEqual([
    [1, KIND.mark],
    [1, KIND.funding],
    [1, KIND.bookClear],
    [1, KIND.bookLevel],
    [1, KIND.bookLevel],
  ]);
  expect(kinds.filter(([instrument]) => instrument === 0).map(([, kind]) => kind)).not.toContain(KIND.mark);
});

test("the loss of one line is a gap of its instruments, and the other goes on", async () => {
  const { venue, rowsOf, states, collector, market, advance } = await begin();
  venue.depths = [depthText(600, [["99.7", "1"]], [["100.2", "1"]])];
  venue.state("closed", "the line is dead", "linear");
  await settle();
  expect(rowsOf(1).at(-1)?.[0]).toBe(KIND.bookGap);
  expect(rowsOf(0).some(([kind]) => kind === KIND.bookGap)).toBe(false);
  expect(states()?.[0]).toBe("live");
  expect(collector.status()).toMatchObject({ state: "connecting", text: "BTC/USDT perp: the line is dead" });
  venue.update([101, 101], [["99.98", "3"]]);
  await advance(1_500);
  expect(rowsOf(0).at(-1)).toEqual([KIND.bookLevel, 9_998, 3_000, 101]);
  venue.state("open", "Connected.", "linear");
  await advance(1_500);
  expect(states()).toEqual(["live", "live"]);
  const gaps = await market.gaps("test");
  expect(gaps.map(({ instrumentId, kind, endedAt }) => [instrumentId, kind, endedAt !== null])).toEqual([
    [PERPETUAL.id, "disconnect", true],
  ]);
});

test.each([true, false])("a line that was away (%s) leaves its minutes incomplete, and no other's", async (wasAway) => {
  const { venue, market, advance, clock } = await begin();
  const trade = (id: number) => {
    const T = clock.nowMicros() / 1_000;
    return JSON.stringify({ e: "trade", E: T, T, s: "BTCUSDT", t: id, p: "100.0", q: "1", X: "MARKET", m: true });
  };
  // Five seconds into the first whole minute.
  await advance(45_000);
  venue.trade(1, "100.00");
  venue.send(trade(1), "linear");
  if (wasAway) {
    venue.state("closed", "the line is dead", "linear");
    await advance(5_000);
    venue.state("open", "Connected.", "linear");
  }
  await advance(70_000);
  const withTrades = market.candles.filter(({ isFinal, trades }) => isFinal && trades === 1);
  const whole = new Set(withTrades.map(({ instrumentId }) => instrumentId));
  expect([whole.has(BTC.id), whole.has(PERPETUAL.id)]).toEqual([true, !wasAway]);
});

test("a broken text of one line breaks that line's book", async () => {
  const { venue, rowsOf, states } = await begin();
  venue.send(update([490, 499, 503], "99.8", "7").slice(0, -9), "linear");
  await settle();
  const gapsOf = (instrument: number) => rowsOf(instrument).filter(([kind]) => kind === KIND.bookGap).length;
  expect([gapsOf(0), gapsOf(1)]).toEqual([0, 1]);
  // The whole book that was asked for has come.
  expect(states()).toEqual(["live", "live"]);
});
