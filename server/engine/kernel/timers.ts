/**
 * When timers stand between market events: at every whole second of engine time that is passed.
 * Live hosting and replay both go through here, so that they insert the same timers.
 */
import { type MarketBlock, rowTime } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, micros } from "@/server/domain/micros";

type TimedEngine = Readonly<{
  applyBlock: (block: MarketBlock, from?: number, to?: number) => void;
  applyTimer: (at: Micros) => void;
  now: () => Micros;
}>;

/**
 * A longer silence is passed in one step: between two sessions of a recording lie months, not timers. A live
 * desk cannot know that a silence will be long and counts each of its seconds; what it ran through is
 * repeated from its tape, which has every timer, and not from the market's rows alone.
 */
const SILENCE_MICROS_MAX = 60 * MICROS_PER_MINUTE;

/**
 * In a market of candles nothing happens between two bars: the seconds in which an order is under way are counted, the
 * rest is passed in one step. For backtests only; no desk that can be replayed from a tape is told this.
 */
export const CANDLE_SILENCE_MICROS = 10 * MICROS_PER_SECOND;

/**
 * The timer that comes before an event: the first whole second after engine time `now`, if the event is not earlier;
 * after a silence of more than an hour the last whole second before the event.
 * Null too before the engine has seen anything, for there is no time to count from.
 *
 * @param silenceMicrosMax  a longer silence is passed in one step
 */
export function timerDue(now: Micros, eventAt: number, silenceMicrosMax = SILENCE_MICROS_MAX): Micros | null {
  if (now === 0) return null;
  const due = (Math.floor(now / MICROS_PER_SECOND) + 1) * MICROS_PER_SECOND;
  if (due > eventAt) return null;
  const isLongSilence = eventAt - now > silenceMicrosMax;
  return micros(isLongSilence ? Math.floor(eventAt / MICROS_PER_SECOND) * MICROS_PER_SECOND : due);
}

/** Applies the timers due until `at`. */
export function applyTimersUntil(engine: TimedEngine, at: number, silenceMicrosMax = SILENCE_MICROS_MAX): void {
  const next = () => timerDue(engine.now(), at, silenceMicrosMax);
  for (let due = next(); due !== null; due = next()) engine.applyTimer(due);
}

/** Applies the block's rows with the timers that stand between them. */
export function applyWithTimers(engine: TimedEngine, block: MarketBlock): void {
  const { length, receivedAt, exchangeAt, flags } = block;
  let from = 0;
  let next = nextSecond(engine.now());
  for (let i = 0; i < length; i++) {
    const at = rowTime(receivedAt[i] ?? 0, exchangeAt[i] ?? 0, flags[i] ?? 0);
    if (at < next) continue;
    if (i > from) engine.applyBlock(block, from, i);
    applyTimersUntil(engine, at);
    from = i;
    next = nextSecond(at);
  }
  if (from < length) engine.applyBlock(block, from, length);
}

/** Before the first event it is in the past, so that the first row starts the count. */
const nextSecond = (at: number): number =>
  at === 0 ? 0 : (Math.floor(at / MICROS_PER_SECOND) + 1) * MICROS_PER_SECOND;
