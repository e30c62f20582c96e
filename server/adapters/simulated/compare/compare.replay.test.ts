import { beforeAll, describe, expect, test } from "vitest";
import type { Measures } from "./measure";
import { haveRecordings, measureRecorded, measureSimulated, simulatedWindows } from "./sessions";
import { markdownTable, median } from "./table";

if (!haveRecordings) process.stderr.write("no recordings in ../shared/data: the comparison with them is skipped\n");

/**
 * How many times larger or smaller than the recorded sessions' range the median of the simulated windows may be
 * before a trader would notice. Tighter where it is looked at all the time, wider where the recordings
 * themselves differ most.
 */
const FACTORS: Readonly<Record<string, number>> = {
  "Open spread lasts, ms: 50 / 90 %": 1.6,
  "Time between trades, deviation over mean": 1.5,
  "Trades a taker order makes: 75 / 90 / 99 %": 2,
  "Levels in a depth message: 10 / 50 / 90 / 99 %": 3,
  "Levels within 5 bps a side: 50 %": 2,
  "Levels within 50 bps a side: 50 %": 1.5,
  "Seconds without a change of the mid, %": 1.5,
  "Order-flow imbalance and return of the same second, R²": 1.5,
  "Queue imbalance and change of the mid in the next second, correlation": 1.6,
};

/** What rises and falls with volatility: recorded days, one of them a storm, stand among the simulated windows. */
const WITH_VOLATILITY: readonly string[] = [
  "Changes of the touch per second",
  "Trades per second",
  "Taker orders per second",
  "Deviation of 1 s returns, bps",
  "Changes of the mid per second",
];
const SLACK = 1.2;

const WINDOWS = { count: 10, seconds: 90 };

describe.skipIf(!haveRecordings)("the simulated market beside recorded sessions (../shared/data)", () => {
  const recorded: Record<string, Measures[]> = {};
  const simulated: Record<string, Measures> = {};
  const windows: Record<string, Measures[]> = {};

  beforeAll(async () => {
    recorded["BTC"] = [
      await measureRecorded(["btcusdt_20240808.gz", "btcusdt_20240809.gz"]),
      await measureRecorded(["btcusdt_20230405.dat.gz"]),
    ];
    recorded["ETH"] = [await measureRecorded(["ethusdt_20240808.gz", "ethusdt_20240809.gz"])];
    for (const base of ["BTC", "ETH"]) {
      windows[base] = simulatedWindows(`${base}USDT`, WINDOWS).map(measureSimulated);
      simulated[base] = median(windows[base]);
    }
  }, 120_000);

  describe.each(["BTC", "ETH"])("%s", (base) => {
    test.each(Object.entries(FACTORS))("%s: within a factor of %d of what was recorded", (name, factor) => {
      const range = (recorded[base] ?? [])
        .flatMap((one) => [one[name] ?? []])
        .filter(([first]) => Number.isFinite(first));
      const own = simulated[base]?.[name] ?? [];
      expect(own.length).toBeGreaterThan(0);
      own.forEach((value, i) => {
        const seen = range.map((values) => values[i] ?? Number.NaN);
        expect(value).toBeLessThanOrEqual(Math.max(...seen) * factor);
        expect(value).toBeGreaterThanOrEqual(Math.min(...seen) / factor);
      });
    });

    test.each(WITH_VOLATILITY)("%s: calm and busy windows reach what was recorded", (name) => {
      const numbers = (of: readonly Measures[] | undefined) => (of ?? []).map((one) => one[name]?.[0] ?? Number.NaN);
      const [seen, own] = [numbers(recorded[base]), numbers(windows[base])];
      expect(Math.max(...own) * SLACK).toBeGreaterThanOrEqual(Math.min(...seen));
      expect(Math.min(...own) / SLACK).toBeLessThanOrEqual(Math.max(...seen));
    });

    test("the spread is one tick for more than 99 % of the time", () => {
      expect(simulated[base]?.["Spread of 1 / 2 to 10 / more ticks, % of time"]?.[0]).toBeGreaterThan(99);
    });

    test("returns of neighbouring seconds are as little correlated as recorded ones", () => {
      for (const value of simulated[base]?.["Autocorrelation of 1 s returns at 1 / 2 / 5 / 10 s"] ?? []) {
        expect(Math.abs(value)).toBeLessThan(0.2);
      }
    });
  });

  test("the table names every number of each column", () => {
    const table = markdownTable([{ head: "BTC", measures: simulated["BTC"] ?? {} }]);
    for (const name of Object.keys(FACTORS)) expect(table).toContain(`| ${name} | `);
  });
});
