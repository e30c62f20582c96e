import type { ModelManifest } from "@/server/domain/models/manifest";
import type { GraphSession } from "@/server/learning/graph-runtime";

const ROWS = 1_000;
const WARM_UP = 20;

/** p99 over a thousand single rows, ms: from the row to the answer. */
export async function measureLatency(session: GraphSession, manifest: ModelManifest): Promise<number> {
  const { input, reference } = manifest;
  const width = input.columns.length;
  const means = input.columns.map((column) => reference.find((one) => one.column === column)?.mean ?? 0);
  const data = Float32Array.from({ length: input.steps * width }, (_, at) => means[at % width] ?? 0);
  const dims = input.steps > 1 ? [1, input.steps, width] : [1, width];
  const took: number[] = [];
  for (let row = 0; row < WARM_UP + ROWS; row++) {
    const began = performance.now();
    await session.run({ [input.name]: { dims, data } });
    if (row >= WARM_UP) took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[Math.ceil(ROWS * 0.99) - 1] ?? 0;
}
