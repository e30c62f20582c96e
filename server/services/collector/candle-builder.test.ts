import fc from "fast-check";
import { expect, test } from "vitest";
import { type Candle } from "@/server/domain/candle";
import { MICROS_PER_MINUTE, micros } from "@/server/domain/micros";
import { CandleBuilder, isMinuteFinal, minuteOf } from "./candle-builder";

const SECOND = 1_000_000;
const M0 = 1_700_000_040 * SECOND;
const M1 = M0 + MICROS_PER_MINUTE;

const trade = (exchangeAt: number, priceTicks: number, sizeLots = 1) => ({ exchangeAt, priceTicks, sizeLots });

test("a minute is final two seconds after its end", () => {
  expect(isMinuteFinal(M0, M1 + 2 * SECOND - 1)).toBe(false);
  expect(isMinuteFinal(M0, M1 + 2 * SECOND)).toBe(true);
});

test("the minute in which it began is handed out to be fetched", () => {
  const builder = new CandleBuilder(M0 + SECOND);
  builder.add(trade(M0 + 2 * SECOND, 100));
  expect(builder.current()).toMatchObject({ openTicks: 100, isFinal: false });
  expect(builder.finalise(M1 + 2 * SECOND)).toEqual({ candles: [], incomplete: [M0] });
});

test("a trade of a final minute changes nothing and is counted", () => {
  const builder = new CandleBuilder(M0);
  builder.finalise(M1 + 2 * SECOND);
  builder.add(trade(M0 + SECOND, 5));
  expect(builder.lateTrades).toBe(1);
  expect(builder.current()).toBeNull();
});

test("the venue's unfinished bar completes ours", () => {
  const builder = new CandleBuilder(M0 + 30 * SECOND);
  builder.add(trade(M0 + 31 * SECOND, 103));
  const bar: Candle = {
    openAt: micros(M0),
    openTicks: 100,
    highTicks: 102,
    lowTicks: 90,
    closeTicks: 101,
    volumeLots: 50,
    trades: 9,
    isFinal: false,
  };
  builder.seed(bar);
  builder.add(trade(M0 + 32 * SECOND, 99, 5));
  expect(builder.current()).toEqual({ ...bar, highTicks: 103, closeTicks: 99, volumeLots: 55, trades: 10 });
});

test("a hole of days is skipped, not counted through", () => {
  const builder = new CandleBuilder(M0);
  builder.add(trade(M0 + SECOND, 100));
  const later = M0 + 3 * 86_400 * SECOND;
  const { candles, incomplete } = builder.finalise(later);
  expect(candles.length + incomplete.length).toBeLessThanOrEqual(61);
  expect(builder.finalise(later)).toEqual({ candles: [], incomplete: [] });
});

test("minutes in which something was missed are handed out, not made up", () => {
  const builder = new CandleBuilder(M0);
  builder.finalise(M1 + 2 * SECOND);
  builder.add(trade(M1 + 3 * SECOND, 100));
  builder.markIncomplete(M1 + 50 * SECOND, M1 + 130 * SECOND);
  builder.add(trade(M1 + 131 * SECOND, 101));
  const { candles, incomplete } = builder.finalise(M1 + 4 * MICROS_PER_MINUTE + 2 * SECOND);
  expect(incomplete).toEqual([M1, M1 + MICROS_PER_MINUTE, M1 + 2 * MICROS_PER_MINUTE]);
  expect(candles.map(({ openAt, openTicks, trades }) => [openAt, openTicks, trades])).toEqual([
    [M1 + 3 * MICROS_PER_MINUTE, 101, 0],
  ]);
});

// Guarantee: whatever the order of trades within a minute that is not final, its candle is that of the trades.
test("agrees with the obvious sum over the minute's trades", () => {
  const anyTrade = fc.record({
    at: fc.nat(59_999_999),
    price: fc.integer({ min: 1, max: 500 }),
    size: fc.integer({ min: 1, max: 99 }),
  });
  fc.assert(
    fc.property(fc.array(anyTrade, { minLength: 1, maxLength: 60 }), (trades) => {
      const builder = new CandleBuilder(M0);
      builder.finalise(M1 + 2 * SECOND);
      for (const { at, price, size } of trades) builder.add(trade(M1 + at, price, size));
      const prices = trades.map(({ price }) => price);
      expect(builder.finalise(M1 + MICROS_PER_MINUTE + 2 * SECOND).candles).toEqual([
        {
          openAt: minuteOf(M1),
          openTicks: prices[0],
          highTicks: Math.max(...prices),
          lowTicks: Math.min(...prices),
          closeTicks: prices.at(-1),
          volumeLots: trades.reduce((sum, { size }) => sum + size, 0),
          trades: trades.length,
          isFinal: true,
        },
      ]);
    }),
  );
});
