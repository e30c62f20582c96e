/**
 * sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, period 2³² at least, passes PractRand
 * and BigCrush; seeded by splitmix32 steps (Steele, Lea & Flood, OOPSLA 2014). Integer operations
 * only, so every machine draws the same numbers.
 */
export type RngState = readonly [number, number, number, number];

const TWO_32 = 4_294_967_296;

function splitmix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor([a, b, c, counter]: RngState) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#counter = counter | 0;
  }

  /** The stream of one component: adding a consumer elsewhere does not shift its draws. */
  static derive(seed: number, stream: string): Rng {
    let mixed = (seed >>> 0) ^ Math.imul(Math.floor(seed / TWO_32) | 0, 0x85ebca6b);
    for (let i = 0; i < stream.length; i++) mixed = Math.imul(mixed ^ stream.charCodeAt(i), 0x01000193) + i;
    const next = splitmix32(mixed);
    const rng = new Rng([next(), next(), next(), 1]);
    // The authors' warm-up: without it near seeds give near first numbers.
    for (let i = 0; i < 12; i++) rng.uint32();
    return rng;
  }

  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  save(): RngState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }
}
