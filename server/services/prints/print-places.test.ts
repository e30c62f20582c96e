import { expect, test } from "vitest";
import { rowsOf } from "@/server/services/queue-truth/rows-of";
import { ABC } from "@/server/testing/engine-run";
import { market } from "@/server/testing/market-builder";
import { printShares } from "./print-places";
import { printReport } from "./print-report";

const BOOK = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;

/** Two at the touch, one inside, one through; a doubtful one and one before any book count nowhere. */
const prints = () =>
  market(ABC)
    .at(0)
    .trade("buy", "100.01", "9")
    .snapshot(BOOK)
    .at(10)
    .trade("sell", "99.99", "1")
    .at(20)
    .trade("buy", "100.01", "2")
    .at(30)
    .trade("buy", "100.00", "4")
    .at(40)
    .trade("sell", "99.98", "8")
    .suspectTrade("sell", "99", "5")
    .take();

test("a print is at, inside or through the touch of its side", () => {
  expect(printShares(rowsOf(prints()))).toEqual({
    at: { count: 2, lots: 300 },
    inside: { count: 1, lots: 400 },
    through: { count: 1, lots: 800 },
  });
});

// Guarantee: a trade that was received after the book row that already shows it is judged by the book before it when
// the venue's stamps decide, and by what was on our screen when receipt does.
test("what was displayed before depends on whose time it is", async () => {
  async function* blocks() {
    yield market(ABC)
      .at(0)
      .snapshot(BOOK)
      .at(100)
      .book({
        asks: [
          ["100.01", "0"],
          ["100.02", "3"],
        ],
      })
      .at(60)
      .trade("buy", "100.01", "4")
      .take();
  }
  const report = await printReport(blocks(), { spec: ABC, instrument: 0 });
  expect(report.byReceipt.inside.count).toBe(1);
  expect(report.byExchange.at.count).toBe(1);
});

test("a standard order is filled by each model as its rule says", async () => {
  async function* blocks() {
    const m = market(ABC)
      .at(0)
      .snapshot(BOOK)
      .at(1_000)
      .book({ bids: [["99.97", "1"]] });
    // Ahead are 5; a sale of 1 reaches nobody behind them, but it touches.
    m.at(2_000)
      .trade("sell", "99.99", "1")
      .at(70_000)
      .book({ bids: [["99.96", "1"]] });
    yield m
      .at(71_000)
      .book({ bids: [["99.95", "1"]] })
      .take();
  }
  const { models, sizeLots } = await printReport(blocks(), { spec: ABC, instrument: 0 });
  expect(sizeLots).toBe(100);
  expect(models).toEqual([
    { model: "riskAverse", orders: 2, filled: 0, lots: 0, wantedLots: 200, rules: {} },
    { model: "power(1)", orders: 2, filled: 0, lots: 0, wantedLots: 200, rules: {} },
    { model: "log", orders: 2, filled: 0, lots: 0, wantedLots: 200, rules: {} },
    { model: "touch", orders: 2, filled: 1, lots: 100, wantedLots: 200, rules: { touch: 100 } },
  ]);
});
