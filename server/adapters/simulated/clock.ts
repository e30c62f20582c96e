/**
 * The one source of time of the market process: tests drive `ManualClock` by hand and so never sleep.
 */
export type MarketClock = Readonly<{
  /** Microseconds since the Unix epoch; never goes back. */
  nowMicros(): number;
  /** Calls back once after at least `delayMicros` of this clock; the answer calls it off. */
  after(delayMicros: number, callback: () => void): () => void;
}>;

/** The machine's clock, monotonic and anchored to UTC at process start. */
export const systemClock: MarketClock = {
  nowMicros: () => Math.floor((performance.timeOrigin + performance.now()) * 1000),
  after(delayMicros, callback) {
    const timer = setTimeout(callback, Math.max(0, delayMicros / 1000));
    return () => clearTimeout(timer);
  },
};

/** A clock that reads `originMicros` now and runs `speed` times as fast as its base. */
export function scaledClock(base: MarketClock, options: { originMicros: number; speed: number }): MarketClock {
  const startedAtMicros = base.nowMicros();
  const { originMicros, speed } = options;
  return {
    nowMicros: () => Math.floor(originMicros + (base.nowMicros() - startedAtMicros) * speed),
    after: (delayMicros, callback) => base.after(delayMicros / speed, callback),
  };
}

type Timer = { atMicros: number; seq: number; callback: () => void };

/** Time that stands still until `advance` is called; due callbacks run in order of time, then of asking. */
export class ManualClock implements MarketClock {
  #nowMicros: number;
  #seq = 0;
  #timers: Timer[] = [];

  constructor(startMicros: number) {
    this.#nowMicros = startMicros;
  }

  nowMicros(): number {
    return this.#nowMicros;
  }

  after(delayMicros: number, callback: () => void): () => void {
    const timer = { atMicros: this.#nowMicros + Math.max(0, delayMicros), seq: this.#seq++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(deltaMicros: number): void {
    const endMicros = this.#nowMicros + deltaMicros;
    for (;;) {
      this.#timers.sort((a, b) => a.atMicros - b.atMicros || a.seq - b.seq);
      const due = this.#timers[0];
      if (due === undefined || due.atMicros > endMicros) break;
      this.#timers.shift();
      this.#nowMicros = due.atMicros;
      due.callback();
    }
    this.#nowMicros = endMicros;
  }
}
