/**
 * March 2023 in minutes: bitcoin against dollars and two stable coins on Binance.US, the days in which USDC lost its
 * peg. Used in place and never copied; a test skips, saying so, where they are absent.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { micros } from "@/server/domain/micros";
import type { StoredCandle } from "@/server/ports/market-store";

const FOLDER = path.resolve("../shared/data/candles/usdc_depeg_2023/binance/raw");
export const haveDepeg = existsSync(FOLDER);
if (!haveDepeg) process.stderr.write(`no candles in ${FOLDER}: tests on them are skipped\n`);

export type DepegPair = "BTCUSD" | "BTCUSDT" | "BTCUSDC";

/** Prices in cents, which all of them are multiples of; volume is left out. */
export function depegMinutes(pair: DepegPair, instrumentId: string): StoredCandle[] {
  const file = path.join(FOLDER, `${pair}_1m_20230301_20230321.csv.gz`);
  const [, ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => {
    const [time = "", ...prices] = line.split(",");
    const [openTicks = 0, highTicks = 0, lowTicks = 0, closeTicks = 0] = prices.map((price) =>
      Math.round(Number(price) * 100),
    );
    const openAt = micros(Date.parse(time) * 1_000);
    const rest = { instrumentId, instrumentVersion: 1, volumeLots: 0, trades: 0, isFinal: true };
    return { openAt, openTicks, highTicks, lowTicks, closeTicks, ...rest };
  });
}
