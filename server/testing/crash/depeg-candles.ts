/** Recorded minutes of BTC against USD and USDC (Binance.US, March 2023), and what a USDC was worth by them. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { MinuteCandle } from "./candle-market";

const DIR = path.join(process.cwd(), "..", "shared", "data", "candles", "usdc_depeg_2023", "binance", "raw");
const fileOf = (pair: string) => path.join(DIR, `${pair}_1m_20230301_20230321.csv.gz`);

/** Why there is nothing to replay; null when there is. */
export const depegMissing = (): string | null => (existsSync(fileOf("BTCUSDC")) ? null : `there is no ${DIR}`);

type Bar = Readonly<{ at: number; open: number; high: number; low: number; close: number; volume: number }>;

const cents = (price: number) => Math.round(price * 100);
/** Hundredths of a cent. */
const fine = (price: number) => Math.round(price * 10_000);

export type DepegMinutes = Readonly<{ usdc: readonly MinuteCandle[]; btc: readonly MinuteCandle[] }>;

/**
 * The price of a USDC is that of a BTC in USD over that in USDC. Minutes in which no BTC was traded for USDC only
 * repeat an old price, so the ratio of before stands through them.
 *
 * @returns BTC in ticks of 0.01 USD, USDC in ticks of 0.0001 USD
 */
export function readDepeg(): DepegMinutes {
  const usd = new Map(bars("BTCUSD").map((bar) => [bar.at, bar] as const));
  const usdc: MinuteCandle[] = [];
  let last = fine(1);
  for (const { at, close, volume } of bars("BTCUSDC")) {
    const dollar = usd.get(at);
    const now = dollar && volume > 0 ? fine(dollar.close / close) : last;
    usdc.push({ openAt: at, open: last, high: Math.max(last, now), low: Math.min(last, now), close: now });
    last = now;
  }
  const btc = [...usd.values()].map(({ at, open, high, low, close }) => ({
    openAt: at,
    open: cents(open),
    high: cents(high),
    low: cents(low),
    close: cents(close),
  }));
  return { usdc, btc };
}

/** Columns: open_time, open, high, low, close, volume. */
function bars(pair: string): Bar[] {
  const [, ...lines] = gunzipSync(readFileSync(fileOf(pair)))
    .toString("utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [time = "", ...numbers] = line.split(",");
    const [open = 0, high = 0, low = 0, close = 0, volume = 0] = numbers.map(Number);
    return { at: Date.parse(time.replace(" ", "T")) * 1_000, open, high, low, close, volume };
  });
}
