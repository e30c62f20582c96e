import { extended, gaussianOfState, stateOf } from "@/server/adapters/simulated/random/noise";

/**
 * A Brownian path with random access: every value is a function of the seed and the time alone.
 *
 * Lévy's construction by midpoint displacement, each displacement drawn from a hash of its place in the
 * dyadic tree. Volatility is a multiplicative cascade over the same tree (log-normal, after Mandelbrot,
 * Calvet & Fisher 1997, "A Multifractal Model of Asset Returns"), so it clusters at every scale from
 * days to minutes. Blocks of 45 days begin and end at independent draws: the path wanders like a price
 * over weeks and stays near its anchor over years.
 */
export type BridgeShape = Readonly<{
  seed: number;
  /** Number of this path; paths of one seed share the common factor and the cascade. */
  index: number;
  /** Standard deviation of the logarithm over one minute. */
  sigmaPerMinute: number;
  /** Correlation with the common factor, 0 to 1. */
  commonShare: number;
}>;

export type BridgePoint = Readonly<{ value: number; volatility: number }>;

/** Minutes in a block: 2^16, about 45.5 days. */
const BLOCK_MINUTES = 65_536;
/** Depth at which a node is one minute long. */
const MINUTE_DEPTH = 16;
/** Depth of the smallest node: 60 s / 2^9, about 117 ms; between its ends the path is a straight line. */
const LEAF_DEPTH = 25;
/** The cascade acts from nodes of 11 days down to nodes of 4 minutes. */
const CASCADE_DEPTHS: readonly [first: number, last: number] = [2, 14];
const CASCADE_SIGMA = 0.16;

/** Keys of one depth, begun: the walk only adds the place. */
type DepthKeys = Readonly<{ cascade: number; common: number; own: number }>;

type Node = { index: number; left: number; right: number; middle: number; logVolatility: number };

/** Walks the tree and remembers its last way down, so that neighbouring times cost two or three draws. */
export class Bridge {
  readonly #shape: BridgeShape;
  readonly #ownShare: number;
  readonly #nodes: Node[] = [];
  readonly #keys: DepthKeys[] = [];
  readonly #knotKeys: DepthKeys;

  constructor(shape: BridgeShape) {
    this.#shape = shape;
    this.#ownShare = Math.sqrt(1 - shape.commonShare ** 2);
    this.#knotKeys = this.#keysOf(-1);
    for (let depth = 0; depth <= LEAF_DEPTH; depth++) {
      this.#keys.push(this.#keysOf(depth));
      this.#nodes.push({ index: -1, left: 0, right: 0, middle: 0, logVolatility: 0 });
    }
  }

  /** Path value (a logarithm, 0 on average) and volatility multiplier (1 on average) at a time in minutes since the epoch. */
  at(minutes: number): BridgePoint {
    const leaf = this.#descend(minutes, LEAF_DEPTH);
    const start = leaf.index * (BLOCK_MINUTES / 2 ** LEAF_DEPTH);
    const share = (minutes - start) / (BLOCK_MINUTES / 2 ** LEAF_DEPTH);
    return { value: leaf.left + (leaf.right - leaf.left) * share, volatility: Math.exp(leaf.logVolatility) };
  }

  /** Value at the start and at the end of a whole minute, and its volatility. Cheaper than two calls of `at`. */
  minute(index: number): Readonly<{ open: number; close: number; volatility: number }> {
    const node = this.#descend(index, MINUTE_DEPTH);
    return { open: node.left, close: node.right, volatility: Math.exp(node.logVolatility) };
  }

  #descend(minutes: number, target: number): Node {
    let parent: Node | undefined;
    for (let depth = 0; depth <= target; depth++) {
      const node = this.#nodes[depth];
      if (node === undefined) throw new RangeError(`a bridge has no depth ${depth}`);
      const index = Math.floor((minutes / BLOCK_MINUTES) * 2 ** depth);
      // Another ancestor means another index, so an equal index is an equal node.
      if (node.index !== index) this.#enter(node, parent, { depth, index });
      parent = node;
    }
    if (parent === undefined) throw new RangeError("a bridge has at least one depth");
    return parent;
  }

  #enter(node: Node, parent: Node | undefined, place: { depth: number; index: number }): void {
    const { depth, index } = place;
    node.index = index;
    if (parent === undefined) {
      node.left = this.#knot(index);
      node.right = this.#knot(index + 1);
      node.logVolatility = 0;
    } else {
      const isSecondHalf = index % 2 === 1;
      node.left = isSecondHalf ? parent.middle : parent.left;
      node.right = isSecondHalf ? parent.right : parent.middle;
      node.logVolatility = parent.logVolatility + this.#cascade(depth, index);
    }
    const minutes = BLOCK_MINUTES / 2 ** depth;
    const sigma = this.#shape.sigmaPerMinute * Math.exp(node.logVolatility) * Math.sqrt(minutes / 4);
    node.middle = (node.left + node.right) / 2 + sigma * this.#draw(depth, index);
  }

  /** Log of a factor whose square is 1 on average, so that the cascade moves volatility about and adds none. */
  #cascade(depth: number, index: number): number {
    if (depth < CASCADE_DEPTHS[0] || depth > CASCADE_DEPTHS[1]) return 0;
    return CASCADE_SIGMA * gaussianOfState(extended(this.#keysAt(depth).cascade, index)) - CASCADE_SIGMA ** 2;
  }

  #knot(index: number): number {
    return this.#shape.sigmaPerMinute * Math.sqrt(BLOCK_MINUTES / 2) * this.#draw(-1, index);
  }

  #draw(depth: number, index: number): number {
    const { common, own } = this.#keysAt(depth);
    return (
      this.#shape.commonShare * gaussianOfState(extended(common, index)) +
      this.#ownShare * gaussianOfState(extended(own, index))
    );
  }

  #keysAt(depth: number): DepthKeys {
    return this.#keys[depth] ?? this.#knotKeys;
  }

  #keysOf(depth: number): DepthKeys {
    const { seed, index } = this.#shape;
    return {
      cascade: stateOf(seed, [0, depth]),
      common: stateOf(seed, [1, depth]),
      own: stateOf(seed, [2 + index, depth]),
    };
  }
}
