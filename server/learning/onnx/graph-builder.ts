/** Puts an ONNX graph together node by node; names are given by it, so that pieces never clash. */
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-model";
import { floatTensor, int64Tensor } from "./tensor-bytes";

export class GraphBuilder {
  readonly #prefix: string;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  #count = 0;

  /** @param prefix before every name; two builders whose pieces meet in one graph must have different ones */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** @returns the name of its one output */
  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    const output = this.#name();
    this.#nodes.push({ op, domain: "", inputs, outputs: [output], attributes });
    return output;
  }

  floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
    const name = this.#name();
    this.#initializers.push(floatTensor({ name, dims }, values));
    return name;
  }

  ints(values: readonly number[], dims: readonly number[] = [values.length]): string {
    const name = this.#name();
    this.#initializers.push(int64Tensor({ name, dims }, values));
    return name;
  }

  /**
   * A whole graph of one input and one output as a piece of this one.
   *
   * @param input what stands in for the graph's input
   * @returns the name of its output
   */
  embed(graph: OnnxModel, input: string): string {
    const prefix = `${this.#name()}/`;
    const [from, to] = [graph.inputs[0]?.name, graph.outputs[0]?.name ?? ""];
    const renamed = (name: string): string => (name === "" ? "" : name === from ? input : prefix + name);
    for (const node of graph.nodes)
      this.#nodes.push({ ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) });
    for (const tensor of graph.initializers) this.#initializers.push({ ...tensor, name: renamed(tensor.name) });
    return renamed(to);
  }

  /** @param output the name that is wanted for what `node` or `embed` called `from` */
  finish(from: string, output: OnnxValue, rest: Pick<OnnxModel, "name" | "inputs" | "metadata">): OnnxModel {
    const last: OnnxNode = { op: "Identity", domain: "", inputs: [from], outputs: [output.name], attributes: {} };
    return { ...rest, nodes: [...this.#nodes, last], initializers: this.#initializers, outputs: [output] };
  }

  #name(): string {
    this.#count += 1;
    return `${this.#prefix}${this.#count}`;
  }
}

export const int = (value: number): OnnxAttribute => ({ kind: "int", value });
