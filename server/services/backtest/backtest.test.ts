import { describe, expect, test } from "vitest";
import { instrument } from "@/server/domain/instrument";
import { Rng } from "@/server/domain/rng";
import type { Bar } from "@/server/features/bars/bar";
import { type Answer, type BacktestInput, backtest, SLIPPAGE_PPM } from "./backtest";
import { backtestWindow } from "./backtest-window";
import { tradingScores } from "./trading-scores";

const MINUTE = 60_000_000;
const GRID = 5 * MINUTE;
const START = Date.UTC(2025, 0, 1) * 1_000;
const DAY_BARS = 288;

const spec = (base: string) =>
  instrument({
    venueId: "candles",
    symbol: `${base}/USDT`,
    venueSymbol: `${base}USDT`,
    base,
    quote: "USDT",
    version: 1,
    tickSize: "0.01",
    lotSize: "0.0001",
    minNotional: "10",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
  });

/** A random walk of 0.2 % a bar from 1,000.00, with 100 units traded in each. */
function walk(bars: number, stream: string): Bar[] {
  const rng = Rng.derive(7, stream);
  let close = 100_000;
  return Array.from({ length: bars }, (_, i) => {
    const open = close;
    close = Math.round(open * (1 + (rng.next() - 0.5) * 0.007));
    const [high, low] = [Math.max(open, close) + 20, Math.min(open, close) - 20];
    return { openAt: START + i * GRID, open, high, low, close, volume: 1_000_000 };
  });
}

const trading = { probabilityMin: 0.6, confidenceMin: 0.6, interval: null, holdMicrosMax: 3 * GRID };

const input = (more: Partial<BacktestInput>): BacktestInput => ({
  instruments: [{ spec: spec("AAA"), bars: walk(DAY_BARS * 12, "a") }],
  gridMicros: GRID,
  horizonMicros: 3 * GRID,
  answers: [],
  latencyMicros: 1_000,
  trading,
  slippagePpm: SLIPPAGE_PPM,
  seed: 1,
  signal: new AbortController().signal,
  ...more,
});

/** What the next three bars will do, told with certainty. */
const foreseen = (bars: readonly Bar[], instrumentIndex = 0): Answer[] =>
  bars.slice(0, -3).map((bar, i) => ({
    instrument: instrumentIndex,
    askedAt: bar.openAt + GRID,
    upPpm: (bars[i + 3]?.close ?? 0) > bar.close * 1.004 ? 900_000 : 300_000,
    confidencePpm: 900_000,
  }));

describe("a backtest on candles", () => {
  test("makes money of foresight, and none of noise", () => {
    const bars = walk(DAY_BARS * 4, "a");
    const instruments = [{ spec: spec("AAA"), bars }];
    const knowing = backtest(input({ answers: foreseen(bars) }));
    const scores = tradingScores(knowing, instruments, { count: 1, sharpes: [] });
    expect(scores.trades).toBeGreaterThan(20);
    expect(scores.netReturn).toBeGreaterThan(0);
    expect(scores.profitFactor).toBeGreaterThan(2);
    const rng = Rng.derive(3, "noise");
    const noise = foreseen(bars).map((answer) => ({ ...answer, upPpm: rng.next() < 0.2 ? 900_000 : 300_000 }));
    const blind = tradingScores(backtest(input({ answers: noise })), instruments, { count: 1, sharpes: [] });
    expect(blind.trades).toBeGreaterThan(20);
    expect(blind.netReturn).toBeLessThan(0);
  });

  test("is the sum of its windows", () => {
    const bars = walk(DAY_BARS * 4, "a");
    const run = backtest(input({ answers: foreseen(bars) }));
    const ends = [0, 1, 2, 3, 5].map((day) => START + day * DAY_BARS * GRID);
    const windows = ends.slice(1).map((to, i) => backtestWindow(run, ends[i] ?? 0, to));
    expect(windows.flatMap(({ trips }) => trips)).toEqual(run.trips);
    expect(windows.flatMap(({ fills }) => fills)).toEqual(run.fills);
    const grown = windows.map((one) => 1 + tradingScores(one, [{ spec: spec("AAA") }], null).netReturn);
    const whole = tradingScores(run, [{ spec: spec("AAA") }], null).netReturn;
    expect(Math.max(...grown) - Math.min(...grown)).toBeGreaterThan(0);
    expect(grown.reduce((product, one) => product * one, 1)).toBeCloseTo(1 + whole, 12);
  });

  // One purchase and one sale: 0.1 % and 0.05 % of each notional, to the tick that the book is rounded to.
  test("costs a tenth of a per cent and half as much again for slippage, each way", () => {
    const bars = walk(DAY_BARS, "a").map((bar) => ({
      ...bar,
      open: 100_000,
      high: 100_010,
      low: 99_990,
      close: 100_000,
    }));
    const answers = [{ instrument: 0, askedAt: START + 12 * GRID, upPpm: 900_000, confidencePpm: 900_000 }];
    const run = backtest(input({ instruments: [{ spec: spec("AAA"), bars }], answers }));
    expect(run.fills.map(({ side, priceTicks }) => [side, priceTicks])).toEqual([
      ["buy", 100_050],
      ["sell", 99_950],
    ]);
    const bought = Number(run.fills[0]?.notionalAtoms) / 1e8;
    const scores = tradingScores(run, [{ spec: spec("AAA") }], null);
    expect(scores.costs * 10_000).toBeCloseTo(bought * 0.003, 3);
    expect(scores.netReturn).toBeCloseTo(-scores.costs, 8);
  });

  test("acts on an answer two seconds and its latency after the bar, at the price of that bar's end", () => {
    const bars = walk(DAY_BARS, "a");
    const answers = [{ instrument: 0, askedAt: START + 12 * GRID, upPpm: 900_000, confidencePpm: 900_000 }];
    const run = backtest(input({ instruments: [{ spec: spec("AAA"), bars }], answers }));
    const [entry, exit] = run.fills;
    const after = (entry?.at ?? 0) - (START + 12 * GRID);
    expect(after).toBeGreaterThan(2_001_000 + 50_000);
    expect(after).toBeLessThan(2_001_000 + 1_100_000);
    expect(entry?.priceTicks).toBe(Math.ceil((bars[11]?.close ?? 0) * 1.0005));
    // Held for three bars, left at the close of the last of them.
    expect(exit?.priceTicks).toBe(Math.floor((bars[14]?.close ?? 0) * 0.9995));
  });

  test("finds at most a twentieth of the bar's volume", () => {
    const bars = walk(DAY_BARS, "a").map((bar) => ({ ...bar, volume: 2_000 }));
    const answers = [{ instrument: 0, askedAt: START + 12 * GRID, upPpm: 900_000, confidencePpm: 950_000 }];
    const run = backtest(input({ instruments: [{ spec: spec("AAA"), bars }], answers }));
    expect(run.fills[0]?.sizeLots).toBe(100);
  });

  test("gives the same digest for the same answers", () => {
    const bars = walk(DAY_BARS, "a");
    const answers = foreseen(bars);
    const once = backtest(input({ instruments: [{ spec: spec("AAA"), bars }], answers }));
    const again = backtest(input({ instruments: [{ spec: spec("AAA"), bars }], answers }));
    expect(again.digest).toBe(once.digest);
    expect(once.trips.length).toBeGreaterThan(0);
  });
});
