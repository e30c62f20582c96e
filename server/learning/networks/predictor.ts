/** Class probabilities of many rows out of a file, in blocks of rows. */
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { GraphRuntime } from "@/server/learning/graph-runtime";
import type { FittedModel } from "@/server/learning/model-family";
import { TRAINING_THREADS } from "@/server/learning/nn/train";
import { emptyBatch, fillBatch, rowsWithWindow } from "@/server/learning/nn/windows";
import { hangsOnBatch } from "@/server/learning/onnx/quantise";

const BLOCK = 512;

type Form = Readonly<{ steps: number; classes: number }>;

export async function predictor(
  runtime: GraphRuntime,
  onnx: Uint8Array,
  { steps, classes }: Form,
): Promise<Pick<FittedModel, "predict" | "release">> {
  const block = hangsOnBatch(onnx) ? 1 : BLOCK;
  const session = await runtime.load(onnx, { threads: TRAINING_THREADS });
  const predictWhole = async (data: Dataset, rows: RowIndex): Promise<Float32Array> => {
    const columns = data.columns.length;
    const batch = emptyBatch(block, steps, columns);
    const out = new Float32Array(rows.length * classes);
    for (let from = 0; from < rows.length; from += block) {
      const { count } = fillBatch(batch, data, { rows, from });
      const dims = steps === 1 ? [count, columns] : [count, steps, columns];
      const features = { dims, data: batch.x.subarray(0, count * steps * columns) };
      const { probabilities } = await session.run({ features });
      out.set(probabilities?.data instanceof Float32Array ? probabilities.data : [], from * classes);
    }
    return out;
  };
  return {
    predict: async (data, rows) => {
      const whole = rowsWithWindow(data, rows, steps);
      const known = await predictWhole(data, whole);
      return whole.length === rows.length ? known : spread(known, { whole, rows, classes });
    },
    release: session.release,
  };
}

type Places = Readonly<{ whole: RowIndex; rows: RowIndex; classes: number }>;

/** NaN for rows without a whole window. */
function spread(known: Float32Array, { whole, rows, classes }: Places): Float32Array {
  const out = new Float32Array(rows.length * classes).fill(Number.NaN);
  let next = 0;
  for (const [i, row] of rows.entries()) {
    if (row !== whole[next]) continue;
    out.set(known.subarray(next * classes, (next + 1) * classes), i * classes);
    next += 1;
  }
  return out;
}
