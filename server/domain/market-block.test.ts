import fc from "fast-check";
import { expect, test } from "vitest";
import { FLAG, KIND, MarketBlockBuilder, type MarketRow, transfersOf } from "./market-block";
import { micros } from "./micros";

const anyRow: fc.Arbitrary<MarketRow> = fc.record({
  exchangeAt: fc.integer({ min: 0, max: 2 ** 50 }).map(micros),
  receivedAt: fc.integer({ min: 0, max: 2 ** 50 }).map(micros),
  seq: fc.integer({ min: 0, max: 2 ** 50 }),
  priceTicks: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
  sizeLots: fc.integer({ min: 0, max: 2 ** 50 }),
  instrument: fc.integer({ min: 0, max: 65_535 }),
  kind: fc.integer({ min: 0, max: 3 }),
  side: fc.integer({ min: 0, max: 1 }),
  flags: fc.integer({ min: 0, max: 15 }),
});

test("a block holds exactly the rows pushed since the last take, beyond its first capacity too", () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 40 }), fc.array(anyRow, { maxLength: 5 }), (first, second) => {
      const builder = new MarketBlockBuilder(2);
      for (const rows of [first, second]) {
        for (const row of rows) builder.push(row);
        const block = builder.take();
        expect(block.length).toBe(rows.length);
        rows.forEach((row, i) => {
          for (const key of Object.keys(row) as (keyof MarketRow)[]) expect(block[key][i]).toBe(row[key]);
        });
      }
    }),
  );
});

test("the end flag joins what the last row carries; an empty builder ignores it", () => {
  const builder = new MarketBlockBuilder();
  builder.flagLast(FLAG.end);
  const at = micros(1);
  builder.push({
    exchangeAt: at,
    receivedAt: at,
    seq: 1,
    priceTicks: 1,
    sizeLots: 1,
    instrument: 0,
    kind: KIND.trade,
    side: 0,
    flags: FLAG.late,
  });
  builder.flagLast(FLAG.end);
  expect(builder.take().flags[0]).toBe(FLAG.late | FLAG.end);
});

test("every column is transferred", () => {
  expect(transfersOf(new MarketBlockBuilder().take())).toHaveLength(9);
});
