/** Guarded reads of a parsed Binance message: by hand, because these run for every message and level. */
import { MICROS_PER_MILLI, type Micros, micros } from "@/server/domain/micros";
import type { LevelPairs } from "@/server/ports/venue-mapper";

export type Fields = Readonly<Record<string, unknown>>;

/** The message does not say what it must; the text says why. */
export class Unreadable extends Error {}

/** Streams asked for with `timeUnit=MICROSECOND` stamp µs: a stamp of ms reaches this in the year 5138. */
const MILLIS_MAX = 1e14;
const LEVELS_MAX = 10_000;

/** @throws Unreadable unless the value is a JSON object */
export function asFields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Unreadable("a message must be a JSON object");
  }
  return value as Fields;
}

/** @throws Unreadable unless a safe integer of at least −1, which futures send as the first `pu` */
export function readId(fields: Fields, name: string): number {
  const value = fields[name];
  if (!Number.isSafeInteger(value) || (value as number) < -1) {
    throw new Unreadable(`${name} must be an update or trade id, was ${JSON.stringify(value)}`);
  }
  return value as number;
}

/** The venue's stamp, in ms or µs, as µs. @throws Unreadable when absent or no time */
export function readTime(fields: Fields, name: string): Micros {
  const value = fields[name];
  if (!Number.isSafeInteger(value) || (value as number) <= 0) {
    throw new Unreadable(`${name} must be a time, was ${JSON.stringify(value)}`);
  }
  const stamp = value as number;
  return micros(stamp < MILLIS_MAX ? stamp * MICROS_PER_MILLI : stamp);
}

/** Decimal texts to steps of one instrument. */
export type StepReader = Readonly<{
  toTicks: (text: string) => number;
  toLots: (text: string) => number;
  /** Whole lots, what is left over dropped. */
  toLotsFloor: (text: string) => number;
  isOffGrid: (price: string) => boolean;
}>;

export type Levels = Readonly<{ pairs: LevelPairs; irregular: number }>;

/**
 * `[["price","size"], …]` as flat pairs.
 *
 * Tick and lot sizes grow over the years while old orders stay: real books hold sizes like 4690.34389600 at a
 * lot of 0.00001. No order of ours could trade the fraction, so it is dropped; a level whose price is off
 * the grid is left out. Both are counted as irregular. Refusing them would leave such a book without
 * a snapshot for ever.
 *
 * @throws Unreadable on another shape, a price below one tick, a negative size
 */
export function readLevels(fields: Fields, name: string, reader: StepReader): Levels {
  const levels: unknown = fields[name];
  if (!Array.isArray(levels)) throw new Unreadable(`${name} must be a list of levels`);
  if (levels.length > LEVELS_MAX) throw new Unreadable(`${name} may hold ${LEVELS_MAX} levels, were ${levels.length}`);
  const pairs: number[] = [];
  let irregular = 0;
  for (const level of levels as readonly unknown[]) {
    if (!Array.isArray(level)) throw new Unreadable(`a level of ${name} must be [price, size]`);
    const [price, size] = level as readonly unknown[];
    if (typeof price !== "string" || typeof size !== "string") {
      throw new Unreadable(`a level of ${name} must be two decimal texts, was ${JSON.stringify(level)}`);
    }
    irregular += readLevel(pairs, [price, size], reader);
  }
  return { pairs, irregular };
}

/** Appends the level; returns 1 when it was irregular. */
function readLevel(pairs: number[], [price, size]: readonly [string, string], reader: StepReader): 0 | 1 {
  let lots: number;
  let isIrregular: 0 | 1 = 0;
  try {
    lots = reader.toLots(size);
  } catch {
    lots = reader.toLotsFloor(size);
    isIrregular = 1;
  }
  if (lots < 0) throw new Unreadable(`a size must not be negative, was ${size}`);
  let ticks: number;
  try {
    ticks = reader.toTicks(price);
  } catch (cause) {
    if (reader.isOffGrid(price)) return 1;
    throw cause;
  }
  if (ticks <= 0) throw new Unreadable(`a price must be positive, was ${price}`);
  pairs.push(ticks, lots);
  return isIrregular;
}

/** A trade's size in whole lots: 0 when it took less than a lot of an old order. @throws Unreadable unless positive */
export function readTradeLots(size: string, reader: StepReader): number {
  let lots: number;
  try {
    lots = reader.toLots(size);
  } catch {
    return reader.toLotsFloor(size);
  }
  if (lots <= 0) throw new Unreadable(`a trade's size must be positive, was ${size}`);
  return lots;
}
