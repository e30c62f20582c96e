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

type Steps = Readonly<{ toTicks: (text: string) => number; toLots: (text: string) => number }>;

/** `[["price","size"], …]` as flat pairs. @throws Unreadable on another shape, a price below one tick, a negative size */
export function readLevels(fields: Fields, name: string, { toTicks, toLots }: Steps): LevelPairs {
  const levels: unknown = fields[name];
  if (!Array.isArray(levels)) throw new Unreadable(`${name} must be a list of levels`);
  if (levels.length > LEVELS_MAX) throw new Unreadable(`${name} may hold ${LEVELS_MAX} levels, were ${levels.length}`);
  const pairs: number[] = [];
  for (const level of levels as readonly unknown[]) {
    if (!Array.isArray(level)) throw new Unreadable(`a level of ${name} must be [price, size]`);
    const [price, size] = level as readonly unknown[];
    if (typeof price !== "string" || typeof size !== "string") {
      throw new Unreadable(`a level of ${name} must be two decimal texts, was ${JSON.stringify(level)}`);
    }
    const ticks = toTicks(price);
    const lots = toLots(size);
    if (ticks <= 0) throw new Unreadable(`a price must be positive, was ${price}`);
    if (lots < 0) throw new Unreadable(`a size must not be negative, was ${size}`);
    pairs.push(ticks, lots);
  }
  return pairs;
}
