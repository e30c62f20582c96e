import { gaussianOf, uniformOf } from "@/server/adapters/simulated/random/noise";
import { Bridge } from "./bridge";

/**
 * The efficient price: what the market would pay if it knew all. A pure function of seed and time, so that
 * months of history, the present and the time after a restart are one path.
 */
export type PathShape = Readonly<{
  seed: number;
  index: number;
  /** Price the path stays near, quote units. */
  anchorPrice: number;
  sigmaPerMinute: number;
  commonShare: number;
}>;

export type PathPoint = Readonly<{ price: number; volatility: number }>;

/** Open, high, low and close of a whole minute, quote units, with the volatility multiplier that ruled it. */
export type PathMinute = Readonly<{ open: number; high: number; low: number; close: number; volatility: number }>;

/** What a market asks of its path. */
export type EfficientPath = Readonly<{
  at: (micros: number) => PathPoint;
  /** @param index whole minutes since the Unix epoch */
  minute: (index: number) => PathMinute;
}>;

const MICROS_PER_MINUTE = 60_000_000;
const HOUR_MINUTES = 60;
/** News: chance a jump starts in an hour, common to all and of its own, and its size in minutes of volatility. */
const COMMON_JUMP_CHANCE = 0.12;
const OWN_JUMP_CHANCE = 0.08;
const JUMP_SIGMAS = 3.5;
/** A jump takes three seconds to get through and is forgotten over four hours, so that the path stays near its anchor. */
const JUMP_RAMP_MINUTES = 3 / 60;
const JUMP_DECAY_MINUTES = 240;
const JUMP_HOURS_REMEMBERED = 24;

type Jump = Readonly<{ atMinute: number; size: number }>;

export class PricePath implements EfficientPath {
  readonly #shape: PathShape;
  readonly #bridge: Bridge;
  #jumpsHour = -1;
  #jumps: readonly Jump[] = [];

  constructor(shape: PathShape) {
    this.#shape = shape;
    this.#bridge = new Bridge(shape);
  }

  at(micros: number): PathPoint {
    const minutes = micros / MICROS_PER_MINUTE;
    const point = this.#bridge.at(minutes);
    return { price: this.#toPrice(point.value + this.#jumpsAt(minutes)), volatility: point.volatility };
  }

  /** @param index whole minutes since the Unix epoch */
  minute(index: number): PathMinute {
    const { open, close, volatility } = this.#bridge.minute(index);
    const start = open + this.#jumpsAt(index);
    const end = close + this.#jumpsAt(index + 1);
    const sigma = this.#shape.sigmaPerMinute * volatility;
    const reach = (stream: number) => {
      const draw = uniformOf(this.#shape.seed, [stream, this.#shape.index, index]);
      return Math.sqrt((end - start) ** 2 - 2 * sigma ** 2 * Math.log(draw));
    };
    return {
      open: this.#toPrice(start),
      high: this.#toPrice((start + end + reach(100)) / 2),
      low: this.#toPrice((start + end - reach(101)) / 2),
      close: this.#toPrice(end),
      volatility,
    };
  }

  #toPrice(logarithm: number): number {
    return this.#shape.anchorPrice * Math.exp(logarithm);
  }

  #jumpsAt(minutes: number): number {
    const hour = Math.floor(minutes / HOUR_MINUTES);
    if (hour !== this.#jumpsHour) {
      this.#jumpsHour = hour;
      this.#jumps = this.#jumpsBefore(hour);
    }
    let sum = 0;
    for (const { atMinute, size } of this.#jumps) {
      const age = minutes - atMinute;
      if (age > 0) sum += size * Math.min(1, age / JUMP_RAMP_MINUTES) * Math.exp(-age / JUMP_DECAY_MINUTES);
    }
    return sum;
  }

  #jumpsBefore(hour: number): Jump[] {
    const { seed, index, sigmaPerMinute, commonShare } = this.#shape;
    const jumps: Jump[] = [];
    for (let h = hour - JUMP_HOURS_REMEMBERED; h <= hour; h++) {
      const sources = [
        { stream: 200, chance: COMMON_JUMP_CHANCE, weight: commonShare },
        { stream: 300 + index, chance: OWN_JUMP_CHANCE, weight: Math.sqrt(1 - commonShare ** 2) },
      ];
      for (const { stream, chance, weight } of sources) {
        if (uniformOf(seed, [stream, h, 0]) >= chance) continue;
        // A normal times its own magnitude has the heavy tail that news has.
        const draw = gaussianOf(seed, [stream, h, 1]);
        const size = weight * sigmaPerMinute * JUMP_SIGMAS * draw * Math.abs(draw);
        jumps.push({ atMinute: (h + uniformOf(seed, [stream, h, 2])) * HOUR_MINUTES, size });
      }
    }
    return jumps;
  }
}
