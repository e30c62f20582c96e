import type { Rng } from "@/server/domain/rng";

/** Ascending positions of a share of `count` things, at least one, drawn without putting back (Knuth, TAOCP 2, 3.4.2, algorithm S). */
export function sampleOf(count: number, share: number, rng: Rng): Uint32Array {
  const wanted = share >= 1 ? count : Math.max(1, Math.round(count * share));
  const out = new Uint32Array(wanted);
  let taken = 0;
  for (let i = 0; taken < wanted; i++) {
    if (wanted < count && rng.next() * (count - i) >= wanted - taken) continue;
    out[taken++] = i;
  }
  return out;
}
