import { type BinnedRows, BLOCK, placeOf } from "./bins";
import type { Split } from "./split";

/**
 * Sorts `rows` (a leaf's part of the list) into those that go left, then those that go right; each side keeps its order.
 *
 * @returns how many go left
 */
export function partition(
  rows: Uint32Array,
  split: Pick<Split, "column" | "bin" | "isMissingLeft">,
  binned: BinnedRows,
) {
  const words = binned.blocks[Math.floor(split.column / BLOCK)] as Uint32Array;
  const [word, shift] = placeOf(split.column);
  // Bins 1 to `bin` go left, and 0, what is missing, where the split says.
  const first = split.isMissingLeft ? 0 : 1;
  const right = new Uint32Array(rows.length);
  let [lefts, rights] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const bin = ((words[row * 2 + word] as number) >>> shift) & 255;
    if (bin >= first && bin <= split.bin) rows[lefts++] = row;
    else right[rights++] = row;
  }
  rows.set(right.subarray(0, rights), lefts);
  return lefts;
}
