import type { LatencySettings } from "@/server/domain/desk-settings";
import { Rng, type RngState } from "@/server/domain/rng";

/** z of the 99 % quantile of the standard normal distribution. */
const Z_99 = 2.3263478740408408;

/**
 * One-way latency in whole µs (DOMAIN.md 4): a lognormal body whose 1 % and 99 % quantiles are the
 * settings' bounds and which is cut off at them, and spikes: a share of the draws is multiplied by a
 * factor uniform in its range. Its own stream of the run's seed; four numbers are drawn each time,
 * so that a draw's shape never shifts the next one.
 */
export class Latency {
  readonly #settings: LatencySettings;
  readonly #mu: number;
  readonly #sigma: number;
  #rng: Rng;

  constructor(settings: LatencySettings, rng: Rng) {
    const low = Math.log(Math.max(settings.minMicros, 1));
    const high = Math.log(Math.max(settings.maxMicros, 1));
    this.#settings = settings;
    this.#mu = (low + high) / 2;
    this.#sigma = (high - low) / (2 * Z_99);
    this.#rng = rng;
  }

  draw(): number {
    const [radius, angle, isSpike, factor] = [this.#rng.next(), this.#rng.next(), this.#rng.next(), this.#rng.next()];
    const { minMicros, maxMicros, spikeShare, spikeFactorMin, spikeFactorMax } = this.#settings;
    // Box & Muller (1958); 1 − u keeps the logarithm finite.
    const normal = Math.sqrt(-2 * Math.log(1 - radius)) * Math.cos(2 * Math.PI * angle);
    const body = Math.round(Math.exp(this.#mu + this.#sigma * normal));
    const inRange = Math.min(Math.max(body, minMicros), maxMicros);
    if (isSpike >= spikeShare) return inRange;
    return Math.round(inRange * (spikeFactorMin + factor * (spikeFactorMax - spikeFactorMin)));
  }

  save(): RngState {
    return this.#rng.save();
  }

  load(state: RngState): void {
    this.#rng = new Rng(state);
  }
}
