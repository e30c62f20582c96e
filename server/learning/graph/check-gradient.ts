/** Compares derivatives with differences, for tests. */
import type { GraphRuntime, TensorData } from "@/server/learning/graph-runtime";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { type Random, randomOf } from "@/server/learning/random";
import { gradients } from "./backward";
import { mul } from "./elementwise";
import { emitOnnx } from "./emit";
import { Graph, type Tensor } from "./graph";
import { sum } from "./reduce";
import { type Shape, sizeOf } from "./shape";

export type GradientCase = Readonly<{
  shapes: readonly Shape[];
  /** Values of the inputs; −1 to 1 by default. Away from kinks, where a difference means nothing. */
  draw?: (random: Random) => number;
  of: (...xs: readonly Tensor[]) => Tensor;
}>;

/** Half the distance of two float32 points of a difference. */
const STEP = 0.01;

/**
 * The loss is the result times numbers drawn once, so that something different flows into each place.
 *
 * @returns the greatest |derivative − difference| / (1 + |derivative|) over all numbers of all inputs
 */
export async function gradientError({ shapes, draw, of }: GradientCase, runtime: GraphRuntime): Promise<number> {
  const graph = Graph.withBatch(1);
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape));
  const result = of(...inputs);
  const random = randomOf(11);
  const weights = graph.constant(
    result.shape,
    drawn(sizeOf(result.shape), () => 2 * random() - 1),
  );
  const loss = sum(mul(result, weights));
  const byInput = gradients(loss, inputs).map((gradient, i) => [`g${i}`, gradient] as const);
  const file = writeOnnx(emitOnnx({ name: "check", outputs: { loss, ...Object.fromEntries(byInput) } }));
  const session = await runtime.load(file, { threads: 1 });
  const feeds = Object.fromEntries(
    shapes.map((dims, i) => [`x${i}`, { dims, data: drawn(sizeOf(dims), () => draw?.(random) ?? 2 * random() - 1) }]),
  );
  const lossAt = async () => Number((await session.run(feeds))["loss"]?.data[0]);
  const known = await session.run(feeds);
  let worst = 0;
  for (const [i] of shapes.entries()) {
    const gradient = known[`g${i}`]?.data ?? [];
    for (let place = 0; place < gradient.length; place++) {
      const difference = await differenceAt(feeds[`x${i}`], place, lossAt);
      const derivative = Number(gradient[place]);
      worst = Math.max(worst, Math.abs(derivative - difference) / (1 + Math.abs(derivative)));
    }
  }
  await session.release();
  return worst;
}

async function differenceAt(feed: TensorData | undefined, place: number, loss: () => Promise<number>): Promise<number> {
  if (!(feed?.data instanceof Float32Array)) throw new RangeError("an input must be float32");
  const { data } = feed;
  const was = data[place] ?? 0;
  const at = async (value: number) => {
    data[place] = value;
    return { x: data[place] ?? 0, loss: await loss() };
  };
  const above = await at(was + STEP);
  const below = await at(was - STEP);
  data[place] = was;
  return (above.loss - below.loss) / (above.x - below.x);
}

const drawn = (count: number, draw: () => number): Float32Array => Float32Array.from({ length: count }, draw);
