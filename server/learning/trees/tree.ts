/**
 * One grown decision tree, as flat arrays by node; node 0 is the root.
 *
 * Thresholds and values are float32 from the start: a served file holds nothing finer, and so both take the same way at
 * every node and differ by the order of sums only.
 */
export type Tree = Readonly<{
  /** What the node asks; −1 at a leaf. */
  column: Int32Array;
  /** To the left goes what is at most this. */
  threshold: Float32Array;
  /** 1 sends a missing value to the left. */
  missingLeft: Uint8Array;
  left: Int32Array;
  right: Int32Array;
  /** Node after node, `width` numbers each. */
  values: Float32Array;
  /** Training rows that came by. */
  cover: Float64Array;
  /** What the split won; 0 at a leaf. */
  gain: Float64Array;
  /** Numbers of a leaf. */
  width: number;
  /** The output that its first number adds to. */
  target: number;
}>;

/** The rows of `x` are `columns` wide; `at` is where the row starts. */
export function leafOf(tree: Tree, x: Float32Array, at: number): number {
  const { column, threshold, missingLeft, left, right } = tree;
  let node = 0;
  for (;;) {
    const asked = column[node] as number;
    if (asked < 0) return node;
    const value = x[at + asked] as number;
    // Any comparison with NaN is false, so that only what is missing asks again.
    const goesLeft = value <= (threshold[node] as number) || (value !== value && missingLeft[node] === 1);
    node = (goesLeft ? left[node] : right[node]) as number;
  }
}

/** A tree while it grows. */
export class TreeDraft {
  readonly #nodes: Node[] = [];

  add(cover: number): number {
    this.#nodes.push({ column: -1, threshold: 0, missingLeft: 0, left: -1, right: -1, cover, gain: 0 });
    return this.#nodes.length - 1;
  }

  split(node: number, split: Partial<Node>): void {
    this.#nodes[node] = { ...(this.#nodes[node] as Node), ...split };
  }

  /** @param shape `values`: node after node; those of inner nodes are not read */
  finish(shape: Pick<Tree, "values" | "width" | "target">): Tree {
    const of = (pick: (node: Node) => number) => this.#nodes.map(pick);
    return {
      column: Int32Array.from(of((node) => node.column)),
      threshold: Float32Array.from(of((node) => node.threshold)),
      missingLeft: Uint8Array.from(of((node) => node.missingLeft)),
      left: Int32Array.from(of((node) => node.left)),
      right: Int32Array.from(of((node) => node.right)),
      cover: Float64Array.from(of((node) => node.cover)),
      gain: Float64Array.from(of((node) => node.gain)),
      ...shape,
    };
  }

  get size(): number {
    return this.#nodes.length;
  }
}

type Node = Readonly<{
  column: number;
  threshold: number;
  missingLeft: number;
  left: number;
  right: number;
  cover: number;
  gain: number;
}>;
