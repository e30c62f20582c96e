import { expect, test } from "vitest";
import { ABC } from "@/server/testing/engine-run";
import { market } from "@/server/testing/market-builder";
import { copied, shift } from "./repeated-blocks";

const recorded = () => {
  const builder = market(ABC);
  builder.at(0).snapshot({ bids: [["99.99", "50"]], asks: [["100.01", "50"]] });
  builder.at(5).trade("sell", "99.99", "1");
  return builder.take();
};

test("a later day is the same rows at later times, and back again", () => {
  const block = recorded();
  shift(block, 86_400_000_000);
  const { exchangeAt, receivedAt, ...rest } = recorded();
  expect(block).toMatchObject(rest);
  expect([...block.exchangeAt]).toEqual([...exchangeAt].map((at) => at + 86_400_000_000));
  shift(block, -86_400_000_000);
  expect([...block.receivedAt]).toEqual([...receivedAt]);
});

test("ten instruments are ten copies of each row, in its place, whatever the size of the blocks", () => {
  const block = recorded();
  const parts = copied([block, block], 10);
  const instruments = parts.flatMap((part) => [...part.instrument]);
  expect(instruments).toHaveLength(2 * block.length * 10);
  expect(instruments.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const prices = parts.flatMap((part) => [...part.priceTicks]).filter((_, i) => i % 10 === 7);
  expect(prices).toEqual([...block.priceTicks, ...block.priceTicks]);
});
