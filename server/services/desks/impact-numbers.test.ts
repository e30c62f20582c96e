import { expect, test } from "vitest";
import type { CandleQuery, StoredCandle } from "@/server/ports/market-store";
import { ABC, XYZ } from "@/server/testing/engine-run";
import { aCandle } from "@/server/testing/rows";
import { dayNumbers, impactNumbers } from "./impact-numbers";

/** So many minutes: the close goes 10,000, 10,010, 10,000, … and each bar trades 30 lots. */
const bars = (count: number, change: (i: number) => Partial<StoredCandle> = () => ({})): StoredCandle[] =>
  Array.from({ length: count }, (_, i) =>
    aCandle(i * 60_000_000, { closeTicks: i % 2 === 0 ? 10_000 : 10_010, volumeLots: 30, ...change(i) }),
  );

/** ln(10,010 / 10,000) = 0.0009995 a minute, times √1440 = 37.947: 3.7929 % a day. */
const SIGMA_PPM = 37_928;

test("a whole day of minutes by hand", () => {
  expect(dayNumbers(ABC, bars(1_440))).toEqual({
    instrumentId: ABC.id,
    sigmaDailyPpm: SIGMA_PPM,
    volumeDailyLots: 43_200,
  });
});

test("half a day is scaled to a whole one; a minute less says too little", () => {
  expect(dayNumbers(ABC, bars(720))).toMatchObject({ sigmaDailyPpm: SIGMA_PPM, volumeDailyLots: 43_200 });
  expect(dayNumbers(ABC, bars(719))).toBeNull();
});

test("a step over a hole is no minute's return, unfinished bars and those of other lots do not count", () => {
  const holed = bars(1_000, (i) =>
    i >= 500 ? ({ openAt: (i + 100) * 60_000_000, closeTicks: i % 2 ? 20_020 : 20_000 } as never) : {},
  );
  expect(dayNumbers(ABC, holed)?.sigmaDailyPpm).toBe(SIGMA_PPM);
  expect(
    dayNumbers(
      ABC,
      bars(800, (i) => ({ isFinal: i > 100 })),
    ),
  ).toBeNull();
  expect(
    dayNumbers(
      ABC,
      bars(800, (i) => ({ instrumentVersion: i > 100 ? 1 : 2 })),
    ),
  ).toBeNull();
});

test("instruments that nothing is known of are left out; with none there is no impact", async () => {
  const market = {
    listCandles: async ({ instrumentId }: CandleQuery) => (instrumentId === ABC.id ? bars(1_440) : bars(3)),
  };
  expect(await impactNumbers(market, [ABC, XYZ])).toMatchObject({
    yPpm: 700_000,
    halfLifeMicros: 300_000_000,
    instruments: [{ instrumentId: ABC.id }],
  });
  expect(await impactNumbers(market, [XYZ])).toBeNull();
});
