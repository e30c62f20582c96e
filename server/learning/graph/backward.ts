/** Reverse-mode differentiation: the derivatives of one number as more nodes of the same graph. */

import { derive } from "./derivatives";
import { add } from "./elementwise";
import type { GraphNode, Tensor } from "./graph";
import { shapeError } from "./shape";
import { expand } from "./shaping";

/** @returns d loss / d x for each of `by`, of its shape; zeros where the loss does not depend on it */
export function gradients(loss: Tensor, by: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0) throw shapeError("gradients", [loss.shape], "only a single number has gradients");
  const grads = new Map<Tensor, Tensor>([[loss, loss.graph.scalar(1)]]);
  for (const node of between(loss, by)) {
    const flowing = node.outs.map((out) => grads.get(out) ?? null);
    if (flowing.every((grad) => grad === null)) continue;
    for (const [i, grad] of derive(node, flowing).entries()) {
      const into = node.ins[i];
      if (grad === null || into === undefined || into.type !== "float32") continue;
      const known = grads.get(into);
      grads.set(into, known ? add(known, grad) : grad);
    }
  }
  return by.map((x) => grads.get(x) ?? expand(x.graph.scalar(0), x.shape));
}

/** Nodes on a way from `by` to the loss, last first: only through them does anything flow. */
function between(loss: Tensor, by: readonly Tensor[]): GraphNode[] {
  const isOn = new Map<GraphNode, boolean>(by.map((x) => [x.node, true]));
  const stack: GraphNode[] = [loss.node];
  while (stack.length > 0) {
    const node = stack.at(-1);
    if (node === undefined) break;
    const waiting = node.ins.filter((x) => !isOn.has(x.node));
    if (isOn.has(node) || waiting.length === 0) {
      if (!isOn.has(node))
        isOn.set(
          node,
          node.ins.some((x) => isOn.get(x.node) === true),
        );
      stack.pop();
    } else {
      stack.push(...waiting.map((x) => x.node));
    }
  }
  return [...isOn].flatMap(([node, is]) => (is ? [node] : [])).toSorted((a, b) => b.id - a.id);
}
