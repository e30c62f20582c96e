import { expect, test } from "vitest";
import { parseCandles } from "@/server/services/import-candles/parse-candles";
import { candleHistory } from "./candle-history";

const START = 1_735_689_600_000;
const COLUMNS = "ts,open,high,low,close,volume";
/** Bars of five minutes whose prices rise from `open`. */
const file = (from: number, { open, volume = 50, minutes = 5 }: { open: number; volume?: number; minutes?: number }) =>
  parseCandles(
    [0, 1, 2].map((i) =>
      [START + (from + i) * minutes * 60_000, open + i, open + i + 2, open + i - 1, open + i + 1.5, volume].join(","),
    ),
    COLUMNS,
  );

test("files of one instrument follow each other, and the last named counts where they overlap", () => {
  const { bars, spec } = candleHistory("X/USDT", [file(2, { open: 20 }), file(0, { open: 10 })]);
  expect(spec.tickSize).toBe("0.1");
  expect(bars.map(({ openAt, open }) => [openAt / 1_000 - START, open])).toEqual([
    [0, 100],
    [300_000, 110],
    [600_000, 120],
    [900_000, 210],
    [1_200_000, 220],
  ]);
});

test("files of different intervals are refused by name", () => {
  const files = [file(0, { open: 10 }), file(9, { open: 10, minutes: 15 })];
  expect(() => candleHistory("X/USDT", files)).toThrow("X/USDT: the files hold bars of 5m and 15m");
});

test.each([
  [114_000, 50],
  [114_000, 100_000],
  [0.25, 3_000_000],
])(
  "at a price of %s with volumes of %s a lot is small enough for any size and a twentieth of a bar",
  (open, volume) => {
    const { spec, bars } = candleHistory("BTC/USDT", [file(0, { open, volume })]);
    expect(Number(spec.lotSize) * open).toBeLessThanOrEqual(0.12);
    expect(bars[0]?.volume).toBeGreaterThanOrEqual(10_000);
  },
);
