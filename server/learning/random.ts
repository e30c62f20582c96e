/**
 * Random numbers of learning: what is drawn follows from a seed and the names of what it is for, so that a fit that
 * goes on after a stop draws what it would have drawn.
 */
export type Random = () => number;

/** @param path  numbers that name the use: the same ones give the same draws, others give other ones */
export function randomOf(seed: number, ...path: readonly number[]): Random {
  let state = path.reduce((hash, part) => mix(Math.imul(hash ^ part, 0x9e3779b1) + 0x7f4a7c15), mix(seed >>> 0));
  // mulberry32, Tommy Ettinger 2017.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** MurmurHash3's finaliser. */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** In another order, every order equally likely (Fisher and Yates; Durstenfeld 1964). */
export function shuffled(rows: Uint32Array, random: Random): Uint32Array {
  const out = rows.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = out[i] ?? 0;
    out[i] = out[j] ?? 0;
    out[j] = held;
  }
  return out;
}
