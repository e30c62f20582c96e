import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Bar } from "@/server/features/bars/bar";

const FOLDER = path.resolve("../shared/data/candles/binance_2025");
export const haveRecordedBars = existsSync(FOLDER);
if (!haveRecordedBars)
  process.stderr.write("no ../shared/data/candles: comparisons with recorded candles are skipped\n");

/**
 * The first 5m bars of a recorded year, prices in hundredths, so that they are whole numbers.
 *
 * @param name  `spot_BTC_USDT`
 */
export function recordedBars(name: string, count: number): readonly Bar[] {
  const text = gunzipSync(readFileSync(path.join(FOLDER, `${name}-5m.csv.gz`))).toString("utf8");
  const lines = text.split("\n").slice(1, count + 1);
  return lines.map((line) => {
    const [at, open, high, low, close, volume] = line.split(",").map(Number);
    const cents = (price = Number.NaN) => Math.round(price * 100);
    return {
      openAt: (at ?? 0) * 1_000,
      open: cents(open),
      high: cents(high),
      low: cents(low),
      close: cents(close),
      volume: volume ?? 0,
    };
  });
}
