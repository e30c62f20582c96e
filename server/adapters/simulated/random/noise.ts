/**
 * Noise as a function of a key: the same key gives the same number in every process and in any order.
 *
 * This is what lets the price path be read at any instant without having walked there. 32-bit avalanche
 * mixing after the finaliser of MurmurHash3 (A. Appleby, public domain). Not for secrets.
 */

/** A part of a key: integers up to 2^53 are told apart. */
export type NoiseKey = readonly number[];

/** Thirty-two well-mixed bits of a key, as an unsigned integer. */
export const hash32 = (seed: number, key: NoiseKey): number => stateOf(seed, key) >>> 0;

/** A key begun: where many keys share their first parts, this is done once. */
export function stateOf(seed: number, key: NoiseKey): number {
  let state = mix(seed ^ 0x9e3779b9);
  for (const part of key) state = extended(state, part);
  return state;
}

/** A begun key with one part more. */
export function extended(state: number, part: number): number {
  const low = mix(state ^ (part | 0));
  return mix(low + Math.floor(part / 4_294_967_296) + 0x7f4a7c15);
}

/** Uniform in the open interval (0, 1): never an end, so its logarithm is finite. */
export const uniformOf = (seed: number, key: NoiseKey): number => uniformOfState(stateOf(seed, key));

export const uniformOfState = (state: number): number => ((state >>> 0) + 0.5) / 4_294_967_296;

/** Standard normal, by Box and Muller (1958) from two independent mixes of the key. */
export const gaussianOf = (seed: number, key: NoiseKey): number => gaussianOfState(stateOf(seed, key));

export function gaussianOfState(state: number): number {
  const second = mix(state ^ 0x5bd1e995) >>> 0;
  const third = mix(second + 0x3c6ef372) >>> 0;
  return gaussianFrom((second + 0.5) / 4_294_967_296, (third + 0.5) / 4_294_967_296);
}

/** Two uniforms in (0, 1) to one standard normal. */
export function gaussianFrom(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
}

function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
