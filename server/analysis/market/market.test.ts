import fc from "fast-check";
import { expect, test } from "vitest";
import { averageTrueRange } from "./average-true-range";
import { barReturns, type TimedReturn } from "./bar-returns";
import { correlationMatrix } from "./correlation";
import { marketRegime } from "./market-regime";
import { DAY_MICROS, HOUR_MICROS, longerBars, type PriceBar } from "./price-bars";
import { realisedVolatility, volatilityFacts } from "./realised-volatility";

const MINUTE = 60_000_000;

/** Park & Miller's generator, which Python repeats to the bit: x ← 16807 x mod (2³¹ − 1). */
function createLcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state;
  };
}

const lcg = createLcg(12_345);
const walk = (minutes: number, start: number): PriceBar[] => {
  let close = start;
  return Array.from({ length: minutes }, (_, i) => {
    const open = close;
    close = open + (lcg() % 201) - 100;
    const high = Math.max(open, close) + (lcg() % 20);
    const low = Math.min(open, close) - (lcg() % 20);
    return { openAt: i * MINUTE, high, low, close, version: 1 };
  });
};
/** Three days of minutes each; their ends (99132, 46959) are those of the walks that Python made. */
const a = walk(4_320, 100_000);
const b = walk(4_320, 50_000);
const END = 4_320 * MINUTE;
const hourly = { width: HOUR_MICROS, span: HOUR_MICROS };
const atr = { period: 14, width: HOUR_MICROS };

test("the walks are those that the expected numbers were computed on", () => {
  expect([a.at(-1)?.close, b.at(-1)?.close]).toEqual([99_132, 46_959]);
});

test("volatility of 5 minutes, its median, mean and percentiles are numpy's", () => {
  // numpy 2.4.6: r = diff(c)/c[:-1]; v = sqrt(convolve(r*r, ones(5), "valid"))*1e6; median(v[-1440:]), mean, percentile
  const found = realisedVolatility(a);
  expect(found).toHaveLength(4_315);
  expect(found[0]?.ppm).toBeCloseTo(1335.6514693413121, 8);
  expect(found.at(-1)).toEqual({ at: END, ppm: expect.closeTo(1088.6990830492393, 8) as number });
  expect(volatilityFacts(a, END)).toEqual({
    median24hPpm: 1_290, // 1289.6366
    averagePpm: 1_275, // 1275.2092
    p25Ppm: 1_107, // 1106.5172
    p75Ppm: 1_461, // 1460.7676
    p95Ppm: 1_678, // 1678.0635
  });
});

test("ATR(14) of hourly bars is TA-Lib's", () => {
  // TA-Lib 0.8.2: talib.ATR(high, low, close, 14)[-1] over the 72 hours
  expect(averageTrueRange(longerBars(a, HOUR_MICROS), atr)).toBeCloseTo(645.2941936122486, 8);
});

test("correlation of hourly returns is numpy's", () => {
  // numpy 2.4.6: corrcoef(ra, rb)[0, 1] = -0.1759800221267482 over 71 hours
  const all = [a, b].map((minutes, i) => ({
    instrumentId: ["a", "b"][i] ?? "",
    returns: barReturns(longerBars(minutes, HOUR_MICROS), hourly),
  }));
  expect(correlationMatrix(all, 71)).toEqual([{ a: "a", b: "b", ppm: -175_980, bars: 71 }]);
  expect(correlationMatrix(all, 72)).toEqual([]);
});

test("a side that never moves has no correlation", () => {
  const returns = Array.from({ length: 200 }, (_, i) => ({ at: i, value: i % 3 }));
  const still = returns.map(({ at }) => ({ at, value: 0 }));
  const all = [
    { instrumentId: "a", returns },
    { instrumentId: "b", returns: still },
  ];
  expect(correlationMatrix(all, 100)).toEqual([]);
});

test("nothing is reckoned across a hole or a change of the tick size", () => {
  const holed = a.filter((_, i) => i !== 1_000);
  // The missing minute voids its own return and its successor's, and with them six windows of five.
  expect(realisedVolatility(holed)).toHaveLength(4_315 - 6);
  const changed = a.map((bar, i) => (i < 2_000 ? bar : { ...bar, version: 2, close: bar.close * 10 }));
  expect(realisedVolatility(changed)).toHaveLength(4_315 - 5);
  expect(Math.max(...realisedVolatility(changed).map(({ ppm }) => ppm))).toBeLessThan(5_000);
  const hours = longerBars(changed, HOUR_MICROS);
  // Minute 2,000 lies in hour 33, which is left out; no return leads into it or out of it.
  expect(hours.map(({ openAt }) => openAt / HOUR_MICROS)).not.toContain(33);
  expect(barReturns(hours, hourly)).toHaveLength(69);
  expect(averageTrueRange(hours, atr)).toBe(
    averageTrueRange(
      hours.filter(({ version }) => version === 2),
      atr,
    ),
  );
});

test("an hour with fewer than fifty of its minutes is not there", () => {
  const seen = (count: number) => longerBars(a.slice(0, count), HOUR_MICROS).length;
  expect([seen(49), seen(50), seen(109), seen(110)]).toEqual([0, 1, 1, 2]);
});

test("spans longer than a bar overlap and need both of their ends", () => {
  const hours = longerBars(a, HOUR_MICROS);
  const days = barReturns(hours, { width: HOUR_MICROS, span: DAY_MICROS });
  expect(days).toHaveLength(72 - 24);
  expect(days[0]).toEqual({
    at: 25 * HOUR_MICROS,
    value: expect.closeTo((hours[24]?.close ?? 0) / (hours[0]?.close ?? 0) - 1, 12) as number,
  });
  const holed = hours.filter((_, i) => i !== 30);
  expect(barReturns(holed, { width: HOUR_MICROS, span: DAY_MICROS })).toHaveLength(72 - 24 - 2);
});

test("too little history says nothing", () => {
  expect(volatilityFacts(a.slice(0, 1_439), 1_439 * MINUTE)).toBeNull();
  expect(volatilityFacts(a.slice(0, 1_440), 1_440 * MINUTE)).not.toBeNull();
  // Three days of minutes, but the last of them lies more than half a day back.
  expect(volatilityFacts(a, END + 12 * HOUR_MICROS + MINUTE)).toBeNull();
  const hours = longerBars(a, HOUR_MICROS);
  expect([averageTrueRange(hours.slice(0, 14), atr), averageTrueRange(hours.slice(0, 15), atr)]).toEqual([
    null,
    expect.any(Number),
  ]);
});

const noise = (hours: number, size: number, drift = 0): TimedReturn[] => {
  const draw = createLcg(99);
  return Array.from({ length: hours }, (_, i) => ({
    at: (i + 1) * HOUR_MICROS,
    value: drift + ((draw() % 2_001) / 1_000 - 1) * size,
  }));
};
const regimeAt = (returns: readonly TimedReturn[]) => marketRegime(returns, returns.length * HOUR_MICROS);
/** The last day changed. */
const withDay = (returns: readonly TimedReturn[], change: (value: number) => number) =>
  returns.map((one, i) => (i < returns.length - 24 ? one : { ...one, value: change(one.value) }));

test("a market without direction ranges, one with drift is a bull's or a bear's", () => {
  const size = 0.005;
  expect(regimeAt(noise(720, size))).toBe("ranging");
  // Standard deviation of the noise is size/√3 = 0.0029; over 336 h a t of 3 is a mean of 0.0029 × 3 / √336.
  expect(regimeAt(noise(720, size, 0.0005))).toBe("bull");
  expect(regimeAt(noise(720, size, -0.0005))).toBe("bear");
});

test("a fall of three daily deviations is a crash, the same rise is not", () => {
  const calm = noise(720, 0.005);
  // Daily deviation before: about 0.0029 × √24 = 1.4 %; 24 h at −0.2 % are −4.7 %.
  expect(regimeAt(withDay(calm, () => -0.002))).toBe("crash");
  expect(regimeAt(withDay(calm, () => -0.001))).not.toBe("crash");
  expect(regimeAt(withDay(calm, (value) => value + 0.003))).not.toBe("crash");
});

test("a last day wilder than 95 % of the days before is volatile", () => {
  const calm = noise(720, 0.005);
  expect(regimeAt(withDay(calm, (value) => value * 3))).toBe("volatile");
});

test("a regime needs a week before the last day, and most of that day", () => {
  const hours = noise(720, 0.005);
  expect(regimeAt(hours.slice(0, 191))).toBeNull();
  expect(regimeAt(hours.slice(0, 192))).not.toBeNull();
  expect(marketRegime(hours.slice(0, -5), 720 * HOUR_MICROS)).toBeNull();
  expect(marketRegime(hours.slice(0, -4), 720 * HOUR_MICROS)).not.toBeNull();
});

test("correlation lies between −1 and 1 and does not ask who is first", () => {
  const returns = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 3, maxLength: 60 });
  fc.assert(
    fc.property(returns, returns, (x, y) => {
      const of = (instrumentId: string, values: readonly number[]) => ({
        instrumentId,
        returns: values.map((value, at) => ({ at, value })),
      });
      const [one] = correlationMatrix([of("x", x), of("y", y)], 3);
      const [other] = correlationMatrix([of("y", y), of("x", x)], 3);
      expect(Math.abs(one?.ppm ?? 0)).toBeLessThanOrEqual(1_000_000);
      expect(other?.ppm).toBe(one?.ppm);
    }),
  );
});
