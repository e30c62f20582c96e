/**
 * A market made of 1-minute candles, for days of which nothing else was kept. The prices are the candles'; the book is
 * not: twenty levels a side of one size, as wide apart as the minute was wild, moved along the candle's way (open, the
 * nearer of its extremes, the other one, close) every two seconds, with a print at each step. It shows what rules that
 * go by prices do, and says nothing about queues or depth.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";

/** Prices in ticks. */
export type MinuteCandle = Readonly<{ openAt: number; open: number; high: number; low: number; close: number }>;

const LEVELS = 20;
const STEP_MICROS = 2_000_000;
const STEPS = 30;
/** Between the two sides: a part of the minute's range, at least so many ppm of the price. */
const SPREAD_OF_RANGE = 1 / 20;
const SPREAD_PPM_MIN = 100;
/** Worth of each level, whole units of the quote currency. */
const LEVEL_WORTH = 2_500;

export class CandleMarket {
  readonly #specs: readonly InstrumentSpec[];
  #seq = 0;

  constructor(specs: readonly InstrumentSpec[]) {
    this.#specs = specs;
  }

  /** One minute of all instruments, in the order of time. @param candles  by instrument; null where there is none */
  minute(openAt: number, candles: readonly (MinuteCandle | null)[]): MarketBlock {
    const rows = new MarketBlockBuilder(STEPS * candles.length * (2 * LEVELS + 2));
    for (let step = 0; step < STEPS; step++) {
      candles.forEach((candle, instrument) => {
        const spec = this.#specs[instrument];
        if (!candle || !spec) return;
        // A little apart, so that no two instruments move in the same microsecond.
        const at = openAt + step * STEP_MICROS + instrument * 1_000;
        this.#look(rows, { at, instrument, spec, candle, mid: along(candle, step / (STEPS - 1)) });
      });
    }
    return rows.take();
  }

  #look(rows: MarketBlockBuilder, { at, instrument, spec, candle, mid }: Look): void {
    const spread = Math.max((candle.high - candle.low) * SPREAD_OF_RANGE, (mid * SPREAD_PPM_MIN) / 1e6, 2);
    const half = Math.max(Math.round(spread / 2), 1);
    const centre = Math.round(mid);
    const perTickLot = Number(spec.atomsPerTickLot) / 1e8;
    const lots = Math.max(Math.round(LEVEL_WORTH / (centre * perTickLot)), 1);
    const push = (row: Readonly<{ kind: number; side?: number; price?: number; size?: number; flags: number }>): void =>
      rows.push({
        exchangeAt: micros(at),
        receivedAt: micros(at + 1_000),
        seq: ++this.#seq,
        priceTicks: row.price ?? 0,
        sizeLots: row.size ?? 0,
        instrument,
        kind: row.kind,
        side: row.side ?? 0,
        flags: row.flags,
      });
    push({ kind: KIND.bookClear, flags: FLAG.snapshot });
    for (let level = 0; level < LEVELS; level++) {
      const away = half + level * half;
      const last = level === LEVELS - 1 ? FLAG.end : 0;
      push({ kind: KIND.bookLevel, side: SIDE.bid, price: centre - away, size: lots, flags: FLAG.snapshot });
      push({ kind: KIND.bookLevel, side: SIDE.ask, price: centre + away, size: lots, flags: FLAG.snapshot | last });
    }
    push({ kind: KIND.trade, side: SIDE.sell, price: centre - half, size: Math.ceil(lots / 50), flags: FLAG.end });
  }
}

type Look = Readonly<{ at: number; instrument: number; spec: InstrumentSpec; candle: MinuteCandle; mid: number }>;

/** Open, the nearer of high and low, the other, close; each leg a third of the minute. @param share 0 to 1 */
function along({ open, high, low, close }: MinuteCandle, share: number): number {
  const way = open - low < high - open ? [open, low, high, close] : [open, high, low, close];
  const place = Math.min(share * 3, 3);
  const leg = Math.min(Math.floor(place), 2);
  const [from, to] = [way[leg] ?? close, way[leg + 1] ?? close];
  return from + (to - from) * (place - leg);
}
