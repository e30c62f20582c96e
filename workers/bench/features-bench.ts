/** What features of bars cost: a year of minutes of the full set in bulk, and one live bar. */
import { featureSet, historyMicrosOf } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import { randomBars } from "@/server/features/testing/random-bars";
import type { BenchRow, Say } from "./bench-row";
import { watchCpu } from "./cpu-watch";

const MINUTE = 60_000_000;
/** A Monday, 00:00 UTC. */
const START = 1_704_067_200_000_000;
const YEAR_BARS = 525_600;
const DAY_BARS = 1_440;
const YEAR_SECONDS_AIM = 60;
const LIVE_MILLIS_AIM = 1;

/** @param share 1 for a whole year, less to see that it runs */
export function benchFeatures(share: number, say: Say): BenchRow[] {
  const set = featureSet("bars-full");
  const count = Math.ceil(YEAR_BARS * share);
  const bars = randomBars(1, count, { startAt: START, intervalMicros: MINUTE });
  const stream = createBarRowStream(set);
  const dayEnds: number[] = [];
  const stop = watchCpu();
  for (const [i, bar] of bars.entries()) {
    const from = process.hrtime.bigint();
    stream.push(bar);
    if (i % DAY_BARS === DAY_BARS - 1) dayEnds.push(Number(process.hrtime.bigint() - from) / 1e6);
  }
  const seconds = (stop().cpuSeconds * YEAR_BARS) / count;
  const median = dayEnds.toSorted((a, b) => a - b)[Math.floor(dayEnds.length / 2)] ?? 0;
  const data = `${set.columns.length} columns of 1m, 5m, 15m, 1h, 4h and 1d, ${count} bars, history ${historyMicrosOf(set) / 86_400_000_000} days`;
  const rows: BenchRow[] = [
    {
      id: "features.year",
      what: "A year of 1m bars, full set",
      better: "less",
      value: rounded(seconds),
      unit: "s",
      aim: YEAR_SECONDS_AIM,
      data,
    },
    {
      id: "features.bar",
      what: "The bar that ends a day, and with it all intervals; full set, median",
      better: "less",
      value: rounded(median),
      unit: "ms",
      aim: LIVE_MILLIS_AIM,
      data,
    },
  ];
  for (const { what, value, unit } of rows) say(`${what}: ${value} ${unit}`);
  return rows;
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
