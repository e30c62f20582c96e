import fc from "fast-check";
import { expect, test } from "vitest";
import { RealisedVolatility, type RealisedVolatilityState } from "./realised-volatility";
import { TradeFlowImbalance, type TradeFlowImbalanceState } from "./trade-flow-imbalance";

const SECOND = 1_000_000;
const anyTrades = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: SECOND }),
    side: fc.integer({ min: 0, max: 1 }),
    lots: fc.integer({ min: 1, max: 1_000 }),
  }),
  { maxLength: 150 },
);

test("trade flow equals bought less sold over their sum, for every history", () => {
  fc.assert(
    fc.property(anyTrades, (rows) => {
      const flow = new TradeFlowImbalance([SECOND, 10 * SECOND]);
      let other = new TradeFlowImbalance([SECOND, 10 * SECOND]);
      const trades: { at: number; side: number; lots: number }[] = [];
      let at = 9 * SECOND;
      for (const { gap, side, lots } of rows) {
        at += gap;
        trades.push({ at, side, lots });
        flow.trade(at, side, lots);
        other.trade(at, side, lots);
        for (const [k, window] of [SECOND, 10 * SECOND].entries()) {
          const inside = trades.filter((trade) => trade.at > at - window);
          const total = inside.reduce((sum, trade) => sum + trade.lots, 0);
          const bought = inside.reduce((sum, trade) => sum + (trade.side === 0 ? trade.lots : 0), 0);
          const slow = at - trades[0]!.at >= window ? (bought - (total - bought)) / total : null;
          expect(flow.value(k, at)).toBe(slow);
          expect(other.value(k, at)).toBe(slow);
        }
        const saved = JSON.stringify(other.save());
        other = new TradeFlowImbalance([SECOND, 10 * SECOND]);
        other.restore(JSON.parse(saved) as TradeFlowImbalanceState);
      }
    }),
  );
});

test("trade flow is 0 in a silent window and unknown after a gap", () => {
  const flow = new TradeFlowImbalance([SECOND]);
  flow.begin(0);
  expect(flow.value(0, SECOND - 1)).toBeNull();
  expect(flow.value(0, SECOND)).toBe(0);
  flow.trade(SECOND, 1, 5);
  expect(flow.value(0, SECOND)).toBe(-1);
  flow.reset();
  expect(flow.value(0, 2 * SECOND)).toBeNull();
});

test("realised volatility equals the root of the summed squares, for every path", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: SECOND }), fc.integer({ min: -3, max: 3 })), { maxLength: 100 }),
      (steps) => {
        let volatility = new RealisedVolatility(5 * SECOND);
        const changes: { at: number; change: number }[] = [];
        let at = 0;
        let bid = 10_000;
        const begun = steps[0]?.[0] ?? 0;
        for (const [i, [gap, step]] of steps.entries()) {
          at += gap;
          bid += step;
          if (i > 0) changes.push({ at, change: 2 * step });
          volatility.update(at, { bidTicks: bid, bidLots: 1, askTicks: bid + 1, askLots: 1 });
          const squares = changes.filter((entry) => entry.at > at - 5 * SECOND).map((entry) => entry.change ** 2);
          const sum = squares.reduce((total, square) => total + square, 0);
          const slow = at - begun >= 5 * SECOND ? (10_000 * Math.sqrt(sum)) / (2 * bid + 1) : null;
          expect(volatility.bps(at)).toBe(slow);
          const saved = JSON.stringify(volatility.save());
          volatility = new RealisedVolatility(5 * SECOND);
          volatility.restore(JSON.parse(saved) as RealisedVolatilityState);
        }
      },
    ),
  );
});
