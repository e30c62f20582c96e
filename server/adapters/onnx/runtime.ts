/**
 * Graphs run by onnxruntime on the CPU.
 *
 * `run` blocks the thread that it is called in, whatever its promise suggests (onnxruntime-node 1.30,
 * lib/backend.ts), so training belongs in a process of its own; and a worker thread must not be terminated while it
 * runs, which aborts the whole process. The native library is loaded with the first graph: 64 ms.
 */
import type * as Library from "onnxruntime-node";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { AppError } from "@/server/domain/errors";
import type { GraphRuntime, GraphSession, TensorData } from "@/server/learning/graph-runtime";
import { checkFeeds } from "./check-feeds";

type Options = Parameters<GraphRuntime["load"]>[1];

const FILE_BYTES_MAX = 512 * 1024 * 1024;
/** 4: fatal alone. What goes wrong is thrown, and would be printed as well. */
const LOG_SEVERITY = 4;
const READABLE: readonly string[] = ["float32", "int32", "int64", "uint8", "bool"];

export const onnxRuntime: GraphRuntime = { load };

async function load(onnx: Uint8Array, options: Options): Promise<GraphSession> {
  if (!Number.isInteger(options.threads) || options.threads < 1 || options.threads > 64) {
    throw new AppError("invalid", `A graph runs on 1 to 64 threads, was ${options.threads}`);
  }
  if (onnx.length === 0 || onnx.length > FILE_BYTES_MAX) {
    throw new AppError("invalid", `An ONNX file has 1 to ${FILE_BYTES_MAX} bytes, was ${onnx.length}`);
  }
  const library = await import("onnxruntime-node");
  const session = await create(library, onnx, options);
  try {
    for (const value of [...session.inputMetadata, ...session.outputMetadata]) assertReadable(value);
  } catch (error) {
    await session.release();
    throw error;
  }
  return sessionOf(library, session);
}

async function create(library: typeof Library, onnx: Uint8Array, { threads }: Options): Promise<InferenceSession> {
  try {
    return await library.InferenceSession.create(unshared(onnx), {
      executionProviders: ["cpu"],
      executionMode: "sequential",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: LOG_SEVERITY,
      // Threads are not to spin while they wait: others need the cores. Costs a tenth on an idle machine; on one with a
      // load of 7 on two cores a training step of two threads took 430 ms so, and 1,080 ms spinning.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (cause) {
    throw new AppError("invalid", `This is no ONNX model that can be run: ${wordsOf(cause)}`, { cause });
  }
}

function sessionOf(library: typeof Library, session: InferenceSession): GraphSession {
  let isReleased = false;
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    run: async (feeds) => {
      if (isReleased) throw new AppError("invalid", "A graph that was released cannot be run");
      checkFeeds(session.inputMetadata, feeds);
      return toData(await runSession(session, toTensors(library, session, feeds)));
    },
    release: async () => {
      if (isReleased) return;
      isReleased = true;
      await session.release();
    },
  };
}

async function runSession(session: InferenceSession, feeds: InferenceSession.FeedsType) {
  try {
    return await session.run(feeds);
  } catch (cause) {
    throw new AppError("invalid", `The graph could not be run: ${wordsOf(cause)}`, { cause });
  }
}

function toTensors(library: typeof Library, session: InferenceSession, feeds: Readonly<Record<string, TensorData>>) {
  const tensors: Record<string, Tensor> = {};
  for (const { name, ...meta } of session.inputMetadata) {
    const feed = feeds[name];
    if (feed === undefined || !meta.isTensor) continue;
    tensors[name] = new library.Tensor(meta.type, unshared(feed.data), feed.dims);
  }
  return tensors;
}

function toData(results: InferenceSession.ReturnType): Record<string, TensorData> {
  const data: Record<string, TensorData> = {};
  for (const [name, tensor] of Object.entries(results)) {
    data[name] = { dims: tensor.dims, data: tensor.data as TensorData["data"] };
  }
  return data;
}

/** onnxruntime refuses shared memory as "Invalid argument". */
function unshared<T extends TensorData["data"]>(data: T): T {
  return data.buffer instanceof SharedArrayBuffer ? (data.slice() as T) : data;
}

function assertReadable(value: InferenceSession.ValueMetadata): void {
  const type = value.isTensor ? value.type : "no tensor";
  if (READABLE.includes(type)) return;
  throw new AppError("invalid", `Inputs and outputs must be ${READABLE.join(", ")}; ${value.name} is ${type}`);
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);
