import { describe, expect, test } from "vitest";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";
import { BitstampL3 } from "./bitstamp-l3";

type Body = Readonly<{ id: number; type?: 0 | 1; price: string; amount: string }>;
const T = 1_430_438_400_000;
const stamp = (millis: number, event: string, body: unknown) => `${T + millis} ${event} ${JSON.stringify(body)}`;
const order = (millis: number, event: string, { id, type = 0, price, amount }: Body) =>
  stamp(millis, `order_${event}`, { id, order_type: type, price, amount, datetime: "1430438400" });
const trade = (millis: number, price: number, amount: number) => stamp(millis, "trade", { id: 1, price, amount });
const picture = (millis: number, bids: [string, string][], asks: [string, string][] = [["101.00", "5"]]) =>
  stamp(millis, "order_book", { bids, asks });

const START = [picture(0, [["100.00", "2.00000000"]])];

function imported(...lines: string[]) {
  const reader = new BitstampL3();
  for (const line of lines) reader.push(line);
  return { rows: told(reader.finish()), notes: reader.notes };
}

const NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(KIND).map(([name, code]) => [code, name]),
);

/** [ms, kind, id of an order, side, ticks, lots, marks] of the rows after the start. */
function told(block: MarketBlock) {
  return Array.from({ length: block.length }, (_, i) => {
    const kind = NAMES[block.kind[i] ?? -1];
    const flags = block.flags[i] ?? 0;
    const marks = [
      ...((flags & FLAG.traded) !== 0 ? ["traded"] : []),
      ...((flags & FLAG.end) !== 0 ? ["end"] : []),
    ].join("+");
    const id = kind === "order" ? block.seq[i] : null;
    return [
      Math.floor((block.exchangeAt[i] ?? 0) / 1_000) - T,
      kind,
      id,
      block.side[i],
      block.priceTicks[i],
      block.sizeLots[i],
      marks,
    ];
  }).slice(5);
}

describe("a Bitstamp recording", () => {
  test("starts with the venue's first picture: one old order for what nobody saw come", () => {
    const reader = new BitstampL3();
    for (const line of [order(0, "created", { id: 7_000_000, price: "100.00", amount: "0.5" }), ...START])
      reader.push(line);
    const block = reader.finish();
    expect([...block.kind]).toEqual([
      KIND.bookClear,
      KIND.order,
      KIND.bookLevel,
      KIND.order,
      KIND.bookLevel,
      KIND.order,
      KIND.bookLevel,
    ]);
    expect([...block.sizeLots]).toEqual([0, 1_500_000, 1_500_000, 5_000_000, 5_000_000, 500_000, 2_000_000]);
    expect([...block.flags].map((flags) => flags & FLAG.end)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  test("puts a trade to its maker: the older of the two that lost that much at that price", () => {
    const { rows, notes } = imported(
      ...START,
      order(100, "created", { id: 7_000_001, price: "100.50", amount: "1.00000000" }),
      order(200, "created", { id: 7_000_002, type: 1, price: "100.50", amount: "0.30000000" }),
      order(310, "deleted", { id: 7_000_002, type: 1, price: "100.50", amount: "0.00000000" }),
      order(312, "changed", { id: 7_000_001, price: "100.50", amount: "0.70000000" }),
      trade(320, 100.5, 0.3),
    );
    expect(rows).toEqual([
      [100, "order", 7_000_001, 0, 10_050, 1_000_000, ""],
      [100, "bookLevel", null, 0, 10_050, 1_000_000, "end"],
      [312, "trade", null, 1, 10_050, 300_000, "end"],
      [312, "order", 7_000_001, 0, 10_050, 700_000, "traded"],
      [312, "bookLevel", null, 0, 10_050, 700_000, "end"],
    ]);
    expect(notes).toMatchObject({ trades: 1, loneTrades: 0, orders: 2 });
  });

  test("shows what is left of an aggressive order once it has been matched", () => {
    const { rows } = imported(
      ...START,
      order(100, "created", { id: 7_000_001, price: "100.50", amount: "1.00000000" }),
      order(200, "created", { id: 7_000_002, type: 1, price: "100.40", amount: "3.00000000" }),
      order(310, "deleted", { id: 7_000_001, price: "100.50", amount: "0.00000000" }),
      trade(312, 100.5, 1),
      order(315, "changed", { id: 7_000_002, type: 1, price: "100.40", amount: "2.00000000" }),
    );
    expect(rows.slice(2)).toEqual([
      [310, "trade", null, 1, 10_050, 1_000_000, "end"],
      [310, "order", 7_000_001, 0, 10_050, 0, "traded"],
      [310, "bookLevel", null, 0, 10_050, 0, "end"],
      [315, "order", 7_000_002, 1, 10_040, 2_000_000, ""],
      [315, "bookLevel", null, 1, 10_040, 2_000_000, "end"],
    ]);
  });

  test("takes an unknown order out of its level's old lots, and counts one that it cannot place", () => {
    const { rows, notes } = imported(
      ...START,
      order(100, "deleted", { id: 5_000_000, price: "100.00", amount: "0.40000000" }),
      order(200, "deleted", { id: 5_000_001, price: "90.00", amount: "0.40000000" }),
    );
    expect(rows.map(([, kind, , , , lots]) => [kind, lots])).toEqual([
      ["order", 1_600_000],
      ["bookLevel", 1_600_000],
    ]);
    expect(notes.unknownOrders).toBe(1);
  });

  test("judges its book by the venue's pictures, and mends what two of them say alike", () => {
    const other: [string, string][] = [
      ["100.00", "2.00000000"],
      ["99.00", "4.00000000"],
    ];
    const { rows, notes } = imported(...START, picture(1_000, other), picture(2_000, other), picture(3_000, other));
    // Bid 100 and ask 101 are right in each picture, bid 99 only in the third.
    expect(notes).toMatchObject({ pictures: 3, levels: 9, levelsEqual: 7, touches: 6, touchesEqual: 6, oldLevels: 3 });
    expect(rows.map(([at, kind, , , ticks, lots]) => [at, kind, ticks, lots])).toEqual([
      [2_000, "order", 9_900, 4_000_000],
      [2_000, "bookLevel", 9_900, 4_000_000],
    ]);
  });

  test("counts a line that it cannot read and goes on", () => {
    const { notes } = imported("1430438400000 order_created {broken}", "nonsense", ...START);
    expect(notes).toMatchObject({ lines: 3, badLines: 2 });
  });

  test("gives rows of one ms stamps that rise", () => {
    const reader = new BitstampL3();
    for (const line of [
      ...START,
      order(100, "created", { id: 7_000_001, price: "100.10", amount: "1" }),
      order(100, "created", { id: 7_000_002, price: "100.20", amount: "1" }),
    ])
      reader.push(line);
    const { exchangeAt } = reader.finish();
    expect(exchangeAt.at(-1)).toBe((exchangeAt.at(-3) ?? 0) + 1);
  });
});
