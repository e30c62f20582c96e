/**
 * An evenly thinned curve in constant memory: when it is full, every second point goes and from then
 * on only every second one comes in. The first and the last point are always there.
 */
export class ThinnedCurve<T> {
  readonly #pointsMax: number;
  #points: T[] = [];
  #stride = 1;
  #seen = 0;
  #last: T | null = null;

  /** @param pointsMax even, at least 2 */
  constructor(pointsMax: number) {
    this.#pointsMax = pointsMax;
  }

  add(point: T): void {
    this.#last = point;
    if (this.#seen % this.#stride === 0) {
      if (this.#points.length === this.#pointsMax) {
        this.#points = this.#points.filter((_, i) => i % 2 === 0);
        this.#stride *= 2;
      }
      if (this.#seen % this.#stride === 0) this.#points.push(point);
    }
    this.#seen += 1;
  }

  /** At most `pointsMax` + 1. */
  points(): readonly T[] {
    const last = this.#last;
    return last === null || this.#points.at(-1) === last ? [...this.#points] : [...this.#points, last];
  }
}
