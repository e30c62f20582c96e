/**
 * Trees as ONNX: one `TreeEnsembleRegressor` for the sums, and ordinary operators for what they mean.
 * `TreeEnsembleClassifier` is left alone, since its binary form takes base values and class ids in a surprising way.
 */
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from "@/server/learning/onnx/onnx-model";
import { floatTensor } from "@/server/learning/onnx/tensor-bytes";
import type { Tree } from "./tree";
import { answersOf, type TreeEnsemble } from "./tree-ensemble";

/** From `features` [N, columns] to `probabilities` [N, classes], or to `value` [N, 1] of a regression. */
export function treesToOnnx(ensemble: TreeEnsemble): OnnxModel {
  const output = ensemble.link === "identity" ? "value" : "probabilities";
  const { nodes, initializers } = LINKS[ensemble.link](output);
  return {
    name: "trees",
    nodes: [treeNode(ensemble, ensemble.link === "identity" || ensemble.link === "shares" ? output : "sums"), ...nodes],
    initializers,
    inputs: [{ name: "features", type: "float32", dims: ["N", ensemble.columns.length] }],
    outputs: [{ name: output, type: "float32", dims: ["N", answersOf(ensemble)] }],
    metadata: {},
  };
}

type Tail = Readonly<{ nodes: readonly OnnxNode[]; initializers: readonly OnnxTensor[] }>;

const nothing = (): Tail => ({ nodes: [], initializers: [] });

const LINKS: Readonly<Record<TreeEnsemble["link"], (output: string) => Tail>> = {
  identity: nothing,
  shares: nothing,
  softmax: (output) => ({
    nodes: [node("Softmax", { inputs: ["sums"], outputs: [output], attributes: { axis: { kind: "int", value: -1 } } })],
    initializers: [],
  }),
  sigmoid: (output) => ({
    nodes: [
      node("Sigmoid", { inputs: ["sums"], outputs: ["up"], attributes: {} }),
      node("Sub", { inputs: ["one", "up"], outputs: ["down"], attributes: {} }),
      node("Concat", { inputs: ["down", "up"], outputs: [output], attributes: { axis: { kind: "int", value: 1 } } }),
    ],
    initializers: [floatTensor({ name: "one", dims: [1] }, [1])],
  }),
};

const node = (op: string, rest: Pick<OnnxNode, "inputs" | "outputs" | "attributes">): OnnxNode => ({
  op,
  domain: "",
  ...rest,
});

function treeNode({ trees, base }: TreeEnsemble, output: string): OnnxNode {
  const columns = new TreeColumns();
  for (const [id, tree] of trees.entries()) columns.add(id, tree);
  // An ensemble without trees is refused: one leaf of nothing says the same.
  if (trees.length === 0) columns.addEmpty();
  return {
    op: "TreeEnsembleRegressor",
    domain: "ai.onnx.ml",
    inputs: ["features"],
    outputs: [output],
    attributes: {
      ...columns.attributes(),
      n_targets: { kind: "int", value: base.length },
      base_values: { kind: "floats", value: base },
      aggregate_function: { kind: "string", value: "SUM" },
      post_transform: { kind: "string", value: "NONE" },
    },
  };
}

class TreeColumns {
  readonly #ints = {
    nodes_treeids: [] as number[],
    nodes_nodeids: [] as number[],
    nodes_featureids: [] as number[],
    nodes_truenodeids: [] as number[],
    nodes_falsenodeids: [] as number[],
    nodes_missing_value_tracks_true: [] as number[],
    target_treeids: [] as number[],
    target_nodeids: [] as number[],
    target_ids: [] as number[],
  };
  readonly #floats = { nodes_values: [] as number[], target_weights: [] as number[] };
  readonly #modes: string[] = [];

  add(id: number, tree: Tree): void {
    for (const [node, column] of tree.column.entries()) {
      const isLeaf = column < 0;
      this.#node(id, node, isLeaf ? "LEAF" : "BRANCH_LEQ");
      this.#ints.nodes_featureids.push(isLeaf ? 0 : column);
      this.#ints.nodes_truenodeids.push(isLeaf ? 0 : (tree.left[node] ?? 0));
      this.#ints.nodes_falsenodeids.push(isLeaf ? 0 : (tree.right[node] ?? 0));
      this.#ints.nodes_missing_value_tracks_true.push(tree.missingLeft[node] ?? 0);
      this.#floats.nodes_values.push(tree.threshold[node] ?? 0);
      if (!isLeaf) continue;
      for (let i = 0; i < tree.width; i++)
        this.#leaf({ id, node, target: tree.target + i }, tree.values[node * tree.width + i] ?? 0);
    }
  }

  addEmpty(): void {
    this.#node(0, 0, "LEAF");
    this.#ints.nodes_featureids.push(0);
    this.#ints.nodes_truenodeids.push(0);
    this.#ints.nodes_falsenodeids.push(0);
    this.#ints.nodes_missing_value_tracks_true.push(0);
    this.#floats.nodes_values.push(0);
    this.#leaf({ id: 0, node: 0, target: 0 }, 0);
  }

  attributes(): Record<string, OnnxAttribute> {
    const out: Record<string, OnnxAttribute> = { nodes_modes: { kind: "strings", value: this.#modes } };
    for (const [name, value] of Object.entries(this.#ints)) out[name] = { kind: "ints", value };
    for (const [name, value] of Object.entries(this.#floats)) out[name] = { kind: "floats", value };
    return out;
  }

  #node(id: number, node: number, mode: string): void {
    this.#ints.nodes_treeids.push(id);
    this.#ints.nodes_nodeids.push(node);
    this.#modes.push(mode);
  }

  #leaf({ id, node, target }: { id: number; node: number; target: number }, weight: number): void {
    this.#ints.target_treeids.push(id);
    this.#ints.target_nodeids.push(node);
    this.#ints.target_ids.push(target);
    this.#floats.target_weights.push(weight);
  }
}
