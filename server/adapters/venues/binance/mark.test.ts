import fc from "fast-check";
import { expect, test } from "vitest";
import { createMarkReader } from "./mark";

// A line of Binance's USD-M stream, as recorded on 2023-04-05.
const RECORDED = {
  e: "markPriceUpdate",
  E: 1_680_652_701_000,
  s: "BTCUSDT",
  p: "28147.27373413",
  P: "28142.15563565",
  i: "28159.75642857",
  r: "0.00002754",
  T: 1_680_652_800_000,
};

test("a mark is finer than the tick, and the rate is exact", () => {
  expect(createMarkReader("0.10")(RECORDED, 3)).toEqual({
    type: "mark",
    instrument: 3,
    exchangeAt: 1_680_652_701_000_000,
    priceTicks: 281_472,
    millionths: 737_341,
    funding: { rateE8: 2_754, at: 1_680_652_800_000_000 },
  });
});

test("rates have a sign; a contract that pays none has no funding", () => {
  const read = createMarkReader("0.1");
  expect(read({ ...RECORDED, r: "-0.00030000" }, 0).funding?.rateE8).toBe(-30_000);
  expect(read({ ...RECORDED, r: "", T: 0 }, 0).funding).toBeNull();
});

test.each([
  [{ p: undefined }, "without a price"],
  [{ p: "0.00000000" }, "must be positive"],
  [{ p: "-1" }, "a decimal of at least 0"],
  [{ r: 0.0001 }, "must be a decimal text"],
  [{ r: "0.9" }, "within ±75 %"],
  [{ r: "much" }, "a decimal number is needed"],
  [{ T: 0 }, "T must be a time"],
  [{ E: undefined }, "E must be a time"],
])("%j is refused in words", (change, message) => {
  expect(() => createMarkReader("0.1")({ ...RECORDED, ...change }, 0)).toThrow(message);
});

// Guarantee: ticks and millionths together are the price, cut off below a millionth of a tick, for any tick.
test("no mark gains or loses more than a millionth of a tick", () => {
  const tick = fc.constantFrom("1", "0.5", "0.10", "0.1", "0.01", "0.0005", "0.0000001", "10");
  const price = fc.integer({ min: 1, max: 9_007_199_254 });
  fc.assert(
    fc.property(tick, price, fc.integer({ min: 0, max: 99_999_999 }), (tickSize, whole, fraction) => {
      const text = `${whole % 200_000}.${String(fraction).padStart(8, "0")}`;
      const scaled = BigInt(text.replace(".", ""));
      const unit = BigInt(Math.round(Number(tickSize) * 1e14));
      const millionths = (scaled * 1_000_000n * 1_000_000n) / unit;
      fc.pre(millionths > 0n && millionths < BigInt(Number.MAX_SAFE_INTEGER));
      const mark = createMarkReader(tickSize)({ ...RECORDED, p: text }, 0);
      expect(BigInt(mark.priceTicks) * 1_000_000n + BigInt(mark.millionths)).toBe(millionths);
      expect(mark.millionths).toBeLessThan(1_000_000);
    }),
  );
});
