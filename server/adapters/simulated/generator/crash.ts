/** A flash crash on request: down in a third of the time, most of the way back in the rest. */
export class Crash {
  #startMicros = 0;
  #durationMicros = 0;
  #depth = 0;

  /** @param depth share of the price, 0 to 0.9; @param seconds the whole course of it */
  begin(startMicros: number, course: Readonly<{ depth: number; seconds: number }>): void {
    this.#startMicros = startMicros;
    this.#durationMicros = course.seconds * 1e6;
    this.#depth = course.depth;
  }

  /** What the efficient price is multiplied with. */
  factor(micros: number): number {
    const share = (micros - this.#startMicros) / this.#durationMicros;
    if (!(share > 0 && share < 1)) return 1;
    const fallen = share < 1 / 3 ? share * 3 : (1 - share) * 1.5;
    return 1 - this.#depth * Math.min(1, fallen);
  }
}
