import { describe, expect, test } from "vitest";
import type { MarketBlock } from "@/server/domain/market-block";
import { ABC } from "@/server/testing/engine-run";
import { atMillis, market } from "@/server/testing/market-builder";
import { decideFeedLatency, parseFeedLatency, withFeedLatency } from "./feed-latency";

/** Three trades at 0, 10 and 30 ms, seen by a clock that is so many ms behind (or ahead of) the venue's. */
const seenAfter = (millis: number): MarketBlock =>
  market(ABC)
    .feedLatency(millis)
    .at(0)
    .trade("sell", "99.99", "1")
    .at(10)
    .trade("sell", "99.99", "1")
    .at(30)
    .trade("sell", "99.99", "1")
    .take();

async function* streamOf(...blocks: readonly MarketBlock[]): AsyncGenerator<MarketBlock> {
  yield* blocks;
}

const receiptsOf = async (blocks: AsyncIterable<MarketBlock>) => {
  const receipts: number[] = [];
  for await (const { receivedAt } of blocks) receipts.push(...receivedAt);
  return receipts.map((at) => (at - atMillis(0)) / 1_000);
};

describe("the sign trap: a recorder whose clock is 1,240 ms behind", () => {
  test("auto sees a latency below zero and takes 1 ms instead", async () => {
    const late = seenAfter(-1_240);
    const feed = await decideFeedLatency(streamOf(late), "auto");
    expect(feed).toEqual({ micros: 1_000, medianMicros: -1_240_000, choice: "auto" });
    expect(await receiptsOf(withFeedLatency(streamOf(late), feed))).toEqual([1, 11, 31]);
  });

  test("as recorded it is left as it is, before it happened", async () => {
    const late = seenAfter(-1_240);
    const feed = await decideFeedLatency(streamOf(late), "recorded");
    expect(await receiptsOf(withFeedLatency(streamOf(late), feed))).toEqual([-1_240, -1_230, -1_210]);
  });

  test("a clock that can be true is believed", async () => {
    const feed = await decideFeedLatency(streamOf(seenAfter(3.7)), "auto");
    expect(feed).toEqual({ micros: null, medianMicros: 3_700, choice: "auto" });
  });
});

test("receipts never fall, within a block and from one to the next, and the blocks given stay as they were", async () => {
  const first = market(ABC).at(50).trade("buy", "100.00", "1").at(20).trade("buy", "100.00", "1").take();
  const second = market(ABC).at(40).trade("buy", "100.00", "1").at(60).trade("buy", "100.00", "1").take();
  const before = Float64Array.from(first.receivedAt);
  expect(await receiptsOf(withFeedLatency(streamOf(first, second), { micros: 5_000 }))).toEqual([55, 55, 55, 65]);
  expect(first.receivedAt).toEqual(before);
});

test("a doubtful stamp years ahead does not carry all receipts away", async () => {
  const block = market(ABC)
    .at(1)
    .trade("buy", "100.00", "1")
    .at(9e9)
    .suspectTrade("buy", "100.00", "1")
    .at(2)
    .trade("buy", "100.00", "1")
    .take();
  expect(await receiptsOf(withFeedLatency(streamOf(block), { micros: 0 }))).toEqual([1, 1, 2]);
});

test("a stream without rows has no median and is left alone", async () => {
  expect(await decideFeedLatency(streamOf(), "auto")).toEqual({ micros: null, medianMicros: null, choice: "auto" });
});

test("the choice is read in words or ms", () => {
  expect(["recorded", "auto", "0", "12.5"].map(parseFeedLatency)).toEqual([
    "recorded",
    "auto",
    { micros: 0 },
    { micros: 12_500 },
  ]);
  for (const text of ["-1", "60001", "soon", ""]) {
    expect(() => parseFeedLatency(text)).toThrow("--feed-latency must be recorded, auto or 0 to 60000 ms");
  }
});
