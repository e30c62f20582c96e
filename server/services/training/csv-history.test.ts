import { expect, test } from "vitest";
import { gridOf, readCsvHistory } from "./csv-history";

const START = 1_735_689_600_000;
const line = (i: number, columns: readonly number[]) => [START + i * 300_000, ...columns].join(",");

test("columns are found by what the numbers are, with a header or without", () => {
  const ohlc = ["timestamp_ms,open,high,low,close,volume", line(0, [10, 12, 9, 11, 5]), line(1, [11, 13, 10, 12.5, 5])];
  const ochl = [line(0, [10, 11, 12, 9, 5]), line(1, [11, 12.5, 13, 10, 5])];
  const [a, b] = [ohlc, ochl].map((lines) => readCsvHistory("X/USDT", [{ name: "x.csv", text: lines.join("\n") }]));
  expect(a?.order).toBe("open, high, low, close, volume");
  expect(b?.order).toBe("open, close, high, low, volume");
  expect(b?.bars).toEqual(a?.bars);
  expect(a?.bars[1]).toMatchObject({ openAt: (START + 300_000) * 1_000, open: 110, high: 130, low: 100, close: 125 });
  expect(a?.spec.tickSize).toBe("0.1");
  expect(gridOf(a?.bars ?? [])).toBe(300_000_000);
});

test("a lot is small enough for any size, and for a twentieth of a bar", () => {
  const rows = [
    line(0, [114_000, 114_100.01, 113_900, 114_050, 50]),
    line(1, [114_050, 114_100, 113_900, 114_000, 50]),
  ];
  const { spec } = readCsvHistory("BTC/USDT", [{ name: "x.csv", text: rows.join("\n") }]);
  expect(Number(spec.lotSize) * 114_000).toBeLessThanOrEqual(0.12);
});

test("a line that is no candle is refused with its place, and so is what fits no order of columns", () => {
  const read = (text: string) => () => readCsvHistory("X/USDT", [{ name: "x.csv", text }]);
  expect(read(`${line(0, [10, 12, 9, 11, 5])}\n1735689900000,11,x,10,12,5`)).toThrow("x.csv, line 2");
  expect(read([line(0, [10, 9, 12, 11, 5]), line(1, [10, 9, 12, 11, 5])].join("\n"))).toThrow("no order of columns");
  expect(read("a,b,c,d,e,f")).toThrow("hold 0 candles");
});
