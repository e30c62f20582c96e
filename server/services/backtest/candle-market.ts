/**
 * Candles as the market rows that an engine knows: at each bar's end a book of one level a side, at the close less and
 * plus the slippage, with at most a twentieth of the bar's volume to be had (DOMAIN 4). The extremes print a tick
 * inside, so that a resting limit order is filled only where the market traded through its price.
 */
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { Bar } from "@/server/features/bars/bar";

/** Prices in ticks, volumes in lots. */
export type CandleSeries = Readonly<{ bars: readonly Bar[] }>;

const PPM = 1_000_000;
/** Of a bar's volume. */
const VOLUME_SHARE_PPM = 50_000;

type MarketSpec = Readonly<{ gridMicros: number; slippagePpm: number }>;
export type Moment = Readonly<{ at: number; block: MarketBlock }>;

/** One block for each moment at which bars end, in order of time; within it by instrument. */
export function* candleMoments(series: readonly CandleSeries[], spec: MarketSpec): Generator<Moment> {
  const next = series.map(() => 0);
  const builder = new MarketBlockBuilder();
  for (;;) {
    const opens = series.map(({ bars }, i) => bars[next[i] ?? 0]?.openAt ?? Number.POSITIVE_INFINITY);
    const openAt = Math.min(...opens);
    if (!Number.isFinite(openAt)) return;
    const at = openAt + spec.gridMicros;
    for (const [instrument, open] of opens.entries()) {
      const place = next[instrument] ?? 0;
      const bar = series[instrument]?.bars[place];
      if (open !== openAt || !bar) continue;
      next[instrument] = place + 1;
      pushBar(builder, bar, { at, instrument, slippagePpm: spec.slippagePpm });
    }
    yield { at, block: builder.take() };
  }
}

type Place = Readonly<{ at: number; instrument: number; slippagePpm: number }>;

function pushBar(builder: MarketBlockBuilder, bar: Bar, { at, instrument, slippagePpm }: Place): void {
  const row = { exchangeAt: micros(at), receivedAt: micros(at), seq: at, instrument };
  const sizeLots = Math.floor((bar.volume * VOLUME_SHARE_PPM) / PPM);
  const print = (side: number, priceTicks: number) => {
    if (sizeLots > 0 && bar.high > bar.low)
      builder.push({ ...row, kind: KIND.trade, side, priceTicks, sizeLots, flags: FLAG.end });
  };
  const low = () => print(SIDE.sell, bar.low + 1);
  const high = () => print(SIDE.buy, bar.high - 1);
  // A bar that rose is taken to have fallen first, and the other way round.
  if (bar.close >= bar.open) [low, high].forEach((extreme) => extreme());
  else [high, low].forEach((extreme) => extreme());
  const away = Math.max(1, Math.ceil((bar.close * slippagePpm) / PPM));
  const level = (side: number, priceTicks: number, flags: number) =>
    builder.push({ ...row, kind: KIND.bookLevel, side, priceTicks, sizeLots, flags: FLAG.snapshot | flags });
  builder.push({ ...row, kind: KIND.bookClear, side: 0, priceTicks: 0, sizeLots: 0, flags: FLAG.snapshot });
  // A bar without volume leaves nobody to trade with.
  if (sizeLots > 0) level(SIDE.bid, Math.max(1, bar.close - away), 0);
  if (sizeLots > 0) level(SIDE.ask, bar.close + away, 0);
  builder.flagLast(FLAG.end);
}
