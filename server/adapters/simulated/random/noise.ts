/**
 * Noise as a function of a key: the same key gives the same number in every process and in any order.
 *
 * This is what lets the price path be read at any instant without having walked there. 32-bit avalanche
 * mixing after the finaliser of MurmurHash3 (A. Appleby, public domain). Not for secrets.
 */

/** A part of a key: integers up to 2^53 are told apart. */
export type NoiseKey = readonly number[];

/** Thirty-two well-mixed bits of a key, as an unsigned integer. */
export function hash32(seed: number, key: NoiseKey): number {
  let state = mix(seed ^ 0x9e3779b9);
  for (const part of key) {
    state = mix(state ^ (part | 0));
    state = mix(state + Math.floor(part / 4_294_967_296) + 0x7f4a7c15);
  }
  return state >>> 0;
}

/** Uniform in the open interval (0, 1): never an end, so its logarithm is finite. */
export function uniformOf(seed: number, key: NoiseKey): number {
  return (hash32(seed, key) + 0.5) / 4_294_967_296;
}

/** Standard normal, by Box and Muller (1958) from two independent mixes of the key. */
export function gaussianOf(seed: number, key: NoiseKey): number {
  const first = hash32(seed, key);
  const second = mix(first ^ 0x5bd1e995) >>> 0;
  const third = mix(second + 0x3c6ef372) >>> 0;
  return gaussianFrom((second + 0.5) / 4_294_967_296, (third + 0.5) / 4_294_967_296);
}

/** Two uniforms in (0, 1) to one standard normal. */
export function gaussianFrom(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
}

/** A 32-bit seed from text or a number, so that people may name a market "monday". */
export function seedOf(text: string | number): number {
  let state = 0x811c9dc5;
  for (const char of String(text)) state = mix(state ^ (char.codePointAt(0) ?? 0));
  return state >>> 0;
}

function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
