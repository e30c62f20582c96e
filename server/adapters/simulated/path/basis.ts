import { gaussianOf } from "@/server/adapters/simulated/random/noise";

/**
 * How far a perpetual is worth more than its index, as a share: a pure function of seed and time, as the price
 * is. Noise on four time scales around a mean that it keeps coming back to: seconds (orders of one market alone),
 * minutes, hours and days (how many want to be long). Recorded BTCUSDT perpetuals stood 3 to 6 bps off their index;
 * the days' part is what lets funding leave its usual 0.01 %.
 */
export type BasisShape = Readonly<{
  seed: number;
  /** Number of the stream, so that two perpetuals of one seed do not move as one. */
  stream: number;
  meanBps: number;
}>;

const SCALES: readonly Readonly<{ seconds: number; bps: number }>[] = [
  { seconds: 20, bps: 0.3 },
  { seconds: 300, bps: 1 },
  { seconds: 7_200, bps: 2 },
  { seconds: 86_400, bps: 4 },
];
const MICROS = 1e6;

export class Basis {
  readonly #shape: BasisShape;
  /** The two knots last used of each scale: neighbouring times need no draw. */
  readonly #knots = SCALES.map(() => ({ index: Number.NaN, from: 0, to: 0 }));

  constructor(shape: BasisShape) {
    this.#shape = shape;
  }

  /** @returns a share of the index: 0.0001 is one basis point above it */
  at(micros: number): number {
    let bps = this.#shape.meanBps;
    for (let scale = 0; scale < SCALES.length; scale++) bps += this.#noise(scale, micros);
    return bps / 1e4;
  }

  #noise(scale: number, micros: number): number {
    const [size, knot] = [SCALES[scale], this.#knots[scale]];
    if (size === undefined || knot === undefined) return 0;
    const place = micros / (size.seconds * MICROS);
    const index = Math.floor(place);
    if (knot.index !== index) {
      knot.index = index;
      knot.from = this.#draw(scale, index);
      knot.to = this.#draw(scale, index + 1);
    }
    const share = place - index;
    const smooth = share * share * (3 - 2 * share);
    return size.bps * (knot.from + (knot.to - knot.from) * smooth);
  }

  #draw(scale: number, index: number): number {
    const { seed, stream } = this.#shape;
    return gaussianOf(seed, [600 + stream, scale, index]);
  }
}
