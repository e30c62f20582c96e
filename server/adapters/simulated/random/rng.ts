import { gaussianFrom, hash32 } from "./noise";

/**
 * A seeded stream of draws, one per component, so that a new consumer never shifts another's numbers.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, period above 2^32 whatever the seed.
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param stream names the component within the seed, for instance a symbol's index */
  constructor(seed: number, stream: readonly number[] = []) {
    this.#a = hash32(seed, [...stream, 1]);
    this.#b = hash32(seed, [...stream, 2]);
    this.#c = hash32(seed, [...stream, 3]);
    for (let i = 0; i < 12; i++) this.#next();
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    return (this.#next() + 0.5) / 4_294_967_296;
  }

  /** Whole number from 0 to `bound - 1`. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Exponential with the given mean, in the mean's unit. */
  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  /** Standard normal. */
  gaussian(): number {
    return gaussianFrom(this.uniform(), this.uniform());
  }

  /** Lognormal by its median and the standard deviation of its logarithm. */
  lognormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.gaussian());
  }

  /** How many failures before the first success: 0, 1, 2 … with the given mean. */
  geometric(mean: number): number {
    return mean <= 0 ? 0 : Math.floor(Math.log(this.uniform()) / Math.log(mean / (1 + mean)));
  }

  #next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    this.#c |= 0;
    return result >>> 0;
  }
}
