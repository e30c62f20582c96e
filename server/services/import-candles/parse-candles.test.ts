import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomBars } from "@/server/features/testing/random-bars";
import { CANDLE_COLUMNS } from "./candle-columns";
import { parseCandles } from "./parse-candles";

const MINUTE = 60_000_000;
const START = 1_704_067_200_000_000;
const bars = randomBars(3, 400, { startAt: START, intervalMicros: MINUTE });
type Name = (typeof CANDLE_COLUMNS)[number];
const cell = (bar: (typeof bars)[number], name: Name): string =>
  name === "ts"
    ? String(bar.openAt / 1_000)
    : name === "volume"
      ? (bar.volume / 1_000).toFixed(3)
      : (bar[name] / 100).toFixed(2);
const linesOf = (order: readonly Name[], of = bars) => of.map((bar) => order.map((name) => cell(bar, name)).join(","));

describe("candles in a file", () => {
  test("are told apart by their numbers, whatever the order of the columns", () => {
    const names: readonly Name[] = ["open", "high", "low", "close", "volume"];
    fc.assert(
      fc.property(fc.shuffledSubarray([...names], { minLength: 5 }), (order) => {
        const parsed = parseCandles(linesOf(["ts", ...order]), null);
        expect(parsed.columns).toBe(["ts", ...order].join(","));
        expect(parsed).toMatchObject({
          interval: "1m",
          timeUnit: "ms",
          priceDecimals: 2,
          volumeDecimals: 3,
          notes: [],
        });
        expect(parsed.bars).toHaveLength(bars.length);
        expect(parsed.bars[7]?.openAt).toBe(START + 7 * MINUTE);
      }),
      { numRuns: 30 },
    );
  });

  test("follow their header, whatever its order and case", () => {
    const header = "Timestamp,Close,Open,Low,High,Volume";
    const parsed = parseCandles([header, ...linesOf(["ts", "close", "open", "low", "high", "volume"])], null);
    expect(parsed.columns).toBe("ts,close,open,low,high,volume");
    expect(parsed.bars[0]).toEqual(parseCandles(linesOf(CANDLE_COLUMNS), null).bars[0]);
  });

  test.each([
    ["s", (ms: number) => String(ms / 1_000)],
    ["ms", (ms: number) => String(ms)],
    ["µs", (ms: number) => String(ms * 1_000)],
    ["ns", (ms: number) => `${ms}000000`],
    ["text", (ms: number) => new Date(ms).toISOString()],
    ["text", (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ")],
  ])("may be timed in %s", (unit, write) => {
    const lines = bars.map((bar) =>
      [write(bar.openAt / 1_000), bar.open, bar.high, bar.low, bar.close, bar.volume].join(","),
    );
    const parsed = parseCandles(lines, null);
    expect([parsed.timeUnit, parsed.bars[3]?.openAt]).toEqual([unit, START + 3 * MINUTE]);
  });

  test("whose open and close cannot be told apart are refused", () => {
    const flat = bars.map((bar) => ({ ...bar, open: bar.close }));
    const same = linesOf(
      CANDLE_COLUMNS,
      flat.map((bar) => ({ ...bar, high: bar.close + 100, low: bar.close - 100 })),
    );
    expect(() => parseCandles(same, null)).toThrow("open and close cannot be told apart");
    expect(parseCandles(same, CANDLE_COLUMNS.join(",")).bars).toHaveLength(bars.length);
  });

  test("that contradict themselves, come twice or are cut are left out and counted", () => {
    const lines = linesOf(CANDLE_COLUMNS);
    const [first = "", second = ""] = lines;
    const broken = second.split(",").with(2, "1.00").join(",");
    const parsed = parseCandles([first, broken, first, ...lines.slice(2, -1), "17040", "x,1,2,3,4,5"], null);
    expect(parsed.bars).toHaveLength(bars.length - 2);
    expect(parsed.notes).toEqual([
      "2 lines are cut or hold no numbers and were left out",
      "1 candles contradict themselves (low <= open, close <= high, nothing negative) and were left out",
      "1 candles came twice; the last of each was taken",
      "1 candles stood out of order",
    ]);
  });

  test.each([
    ["no times", ["a1,1,2,1,2,5", "a2,1,2,1,2,5"], '"a1" is no time'],
    ["too few columns", ["1704067200,1,2,1", "1704067260,1,2,1"], "a candle has 6 columns, the file has 4"],
    ["one line", ["1704067200,1,2,1,2,3"], "the file holds 1 candles that can be read"],
    [
      "an odd distance",
      linesOf(
        CANDLE_COLUMNS,
        bars.map((bar, i) => ({ ...bar, openAt: START + i * 7e6 })),
      ),
      "7 s apart",
    ],
    ["unknown columns", linesOf(CANDLE_COLUMNS), "columns must name", "ts,open,close"],
  ])("with %s are refused in words", (...[, lines, words, columns]) => {
    expect(() => parseCandles(lines as string[], (columns as string | undefined) ?? null)).toThrow(words as string);
  });
});

test.each([
  ["an empty file", ["", " "], "the file is empty"],
  ["what is no CSV", ["\u0001".repeat(500), "x"], /^"(\\u0001){40}…" is no time/],
  [
    "candles that all contradict themselves",
    ["ts,open,high,low,close,volume", "1700000040,1,-2,0.5,1.5,10", "1700000100,1,2,0.5,1.5,-10"],
    /^the file holds 0 candles that can be used; 2 candles contradict themselves/,
  ],
] as const)("%s is refused in words that fit a line", (_, lines, words) => {
  expect(() => parseCandles(lines, null)).toThrow(words);
});
