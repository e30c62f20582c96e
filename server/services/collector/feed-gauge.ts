/**
 * How busy the feed is and whether we keep up: messages, and the time from receipt to handled. Counted in
 * buckets of a quarter power of two, so that a busy second costs no memory; a percentile is right within 19 %.
 */
const BUCKETS_PER_OCTAVE = 4;
const BUCKETS = 120;

const bucketOf = (micros: number): number =>
  micros < 1 ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(micros) * BUCKETS_PER_OCTAVE));

/** Upper bound of a bucket, µs. */
const boundOf = (bucket: number): number => (bucket === 0 ? 0 : 2 ** (bucket / BUCKETS_PER_OCTAVE));

export type GaugeReading = Readonly<{ messagesPerSecond: number; lagMicros: number }>;

export class FeedGauge {
  readonly #buckets = new Uint32Array(BUCKETS);
  #messages = 0;
  #since: number;
  #longestPause = 0;

  /** @param now wall time, µs, as in every call */
  constructor(now: number) {
    this.#since = now;
  }

  /** A message was handled `micros` (wall) after its receipt. */
  handled(micros: number): void {
    this.#messages++;
    const bucket = bucketOf(micros);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }

  /** A timer came `micros` (wall) after it was due: messages waited as long in the socket, where we cannot see them. */
  paused(micros: number): void {
    if (micros > this.#longestPause) this.#longestPause = micros;
  }

  /** Since the last reading: the rate, and the larger of the handling time's p99 and the longest pause. */
  read(now: number): GaugeReading {
    const seconds = Math.max(1e-3, (now - this.#since) / 1e6);
    const reading = {
      messagesPerSecond: Math.round(this.#messages / seconds),
      lagMicros: Math.round(Math.max(this.#percentile(0.99), this.#longestPause)),
    };
    this.#buckets.fill(0);
    this.#messages = 0;
    this.#longestPause = 0;
    this.#since = now;
    return reading;
  }

  #percentile(share: number): number {
    let left = Math.ceil(this.#messages * share);
    if (left === 0) return 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#buckets[bucket] ?? 0;
      if (left <= 0) return boundOf(bucket);
    }
    return boundOf(BUCKETS - 1);
  }
}
