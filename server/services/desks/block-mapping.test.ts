import { expect, test } from "vitest";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { instrument } from "@/server/domain/instrument";
import { KIND, MarketBlockBuilder } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { createBlockMapping } from "./block-mapping";
import { BlockQueue, QUEUED_ROWS_MAX } from "./block-queue";

const spec = (base: string, tickSize = "0.01"): InstrumentSpec =>
  instrument({
    venueId: "simulated",
    symbol: `${base}/USDT`,
    venueSymbol: `${base}USDT`,
    base,
    quote: "USDT",
    version: 1,
    tickSize,
    lotSize: "0.001",
    minNotional: "10",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
  });

function blockOf(instruments: readonly number[]) {
  const builder = new MarketBlockBuilder();
  instruments.forEach((index, i) => {
    const at = { exchangeAt: micros(i), receivedAt: micros(i + 1) };
    builder.push({
      ...at,
      seq: i,
      priceTicks: 100 + i,
      sizeLots: 7,
      instrument: index,
      kind: KIND.trade,
      side: 1,
      flags: 1,
    });
  });
  return builder.take();
}

test("the same list in the same order passes untouched", () => {
  const list = [spec("BTC"), spec("ETH")];
  const block = blockOf([0, 1, 0]);
  expect(createBlockMapping(list, list)(block)).toBe(block);
});

test("rows are renumbered, and those of other instruments left out", () => {
  const mapping = createBlockMapping([spec("SOL"), spec("BTC"), spec("ETH")], [spec("ETH"), spec("BTC")]);
  const mapped = mapping(blockOf([0, 1, 2, 0, 1]));
  expect([...mapped.instrument]).toEqual([1, 0, 1]);
  expect([...mapped.seq]).toEqual([1, 2, 4]);
  expect([...mapped.receivedAt]).toEqual([2, 3, 5]);
  expect([...mapped.flags]).toEqual([1, 1, 1]);
});

test("a desk never trades on prices counted in other steps", () => {
  expect(() => createBlockMapping([spec("BTC", "0.1")], [spec("BTC")])).toThrow(
    "simulated:BTC/USDT now has tick 0.1 and lot 0.001; the desk counts in 0.01 and 0.001",
  );
  expect(() => createBlockMapping([spec("ETH")], [spec("BTC")])).toThrow("the feed has no simulated:BTC/USDT");
});

test("waiting blocks are bounded by rows; what does not fit lets everything go", () => {
  const queue = new BlockQueue();
  const block = blockOf(Array(50_000).fill(0));
  for (let rows = block.length; rows <= QUEUED_ROWS_MAX; rows += block.length) expect(queue.push(block)).toBe(true);
  expect(queue.push(block)).toBe(false);
  expect(queue.takeAll()).toEqual([]);
  expect(queue.push(block)).toBe(true);
  expect(queue.takeAll()).toEqual([block]);
});
