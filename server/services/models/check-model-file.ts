/**
 * Whether an ONNX file is what its manifest says: bytes, opset, names and shapes, the feature set that this code makes,
 * and probabilities on a sample. Whatever serves a model opens it through here; a file that fails is refused in words.
 */
import { createHash } from "node:crypto";
import { AppError, isAppError } from "@/server/domain/errors";
import { classesOf, classNames } from "@/server/domain/models/label";
import { MANIFEST_FORMAT, type ModelManifest } from "@/server/domain/models/manifest";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { GraphRuntime, GraphSession } from "@/server/learning/graph-runtime";
import { readOnnx } from "@/server/learning/onnx/read-onnx";

/** What onnxruntime 1.2x runs of the standard operators. */
const OPSET_MIN = 7;
const OPSET_MAX = 24;
/** The version in the manifest of a file that is not registered yet. */
export const UNNUMBERED = 0;
const SAMPLE_ROWS = 3;
const SUM_TOLERANCE = 1e-3;

export type ModelFileInput = Readonly<{
  runtime: GraphRuntime;
  manifest: ModelManifest;
  onnx: Uint8Array;
  /** Of the manifest's name, as this code has it; null when it has none. */
  featureSet: FeatureSet | null;
}>;

/**
 * @returns a session of one thread that has answered a sample; release it
 * @throws AppError refused that names what does not fit
 */
export async function openModelFile({ runtime, manifest, onnx, featureSet }: ModelFileInput): Promise<GraphSession> {
  const problems = [...manifestProblems(manifest, featureSet), ...fileProblems(manifest, onnx)];
  if (problems.length > 0) throw refused(manifest, problems);
  const session = await runtime.load(onnx, { threads: 1 }).catch((cause: unknown) => {
    throw refused(manifest, [`the file is no model that can be run: ${wordsOf(cause)}`], cause);
  });
  try {
    const trouble = await sampleProblem(session, manifest);
    if (trouble !== null) throw refused(manifest, [trouble]);
    return session;
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** What is not yet registered has no number, and must not pass for a version that has. */
const nameOf = (model: string, version: number): string =>
  version === UNNUMBERED ? `This file for ${model}` : `Version ${version} of ${model}`;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);

const refused = ({ model, version }: ModelManifest, problems: readonly string[], cause?: unknown): AppError =>
  new AppError("refused", `${nameOf(model, version)} is refused: ${problems.join("; ")}`, {
    facts: { model, version, problems },
    ...(cause === undefined ? {} : { cause }),
  });

function* manifestProblems(manifest: ModelManifest, set: FeatureSet | null): Generator<string> {
  const { format, featureSet, input, output, label } = manifest;
  // A file may say anything, whatever its type promises.
  if (Number(format) !== MANIFEST_FORMAT)
    yield `the manifest's format must be ${MANIFEST_FORMAT}, was ${String(format)}`;
  if (!set) yield `this code has no feature set ${featureSet.name}`;
  else if (set.hash !== featureSet.hash) {
    yield `feature set ${featureSet.name} has the hash ${set.hash.slice(0, 12)} here, the model was made for ${featureSet.hash.slice(0, 12)}`;
  } else {
    const place = set.columns.findIndex(({ name }, at) => name !== input.columns[at]);
    if (place >= 0 || input.columns.length !== set.columns.length) {
      yield `the columns differ from those of ${featureSet.name}: ${set.columns.length} there, ${input.columns.length} here${place < 0 ? "" : `, the first at place ${place + 1}`}`;
    }
  }
  const classes = classNames(classesOf(label));
  if (classes.join() !== output.classes.join()) {
    yield `a ${label.kind} model says ${classes.join(", ")}; this one says ${output.classes.join(", ")}`;
  }
  if (!Number.isInteger(input.steps) || input.steps < 1) yield `steps must be at least 1, was ${input.steps}`;
}

function* fileProblems({ sha256, opset }: ModelManifest, onnx: Uint8Array): Generator<string> {
  const found = createHash("sha256").update(onnx).digest("hex");
  if (found !== sha256) {
    yield `the file's sha256 is ${found.slice(0, 12)}…, the manifest's ${sha256.slice(0, 12)}…`;
    return;
  }
  const inFile = standardOpset(onnx);
  if (typeof inFile === "string") yield inFile;
  else if (inFile !== opset) yield `the file's opset is ${inFile}, the manifest's ${opset}`;
  else if (opset < OPSET_MIN || opset > OPSET_MAX) yield `opset must be ${OPSET_MIN} to ${OPSET_MAX}, was ${opset}`;
}

/** Of ONNX itself, or why there is none. */
function standardOpset(onnx: Uint8Array): number | string {
  try {
    const { opsets } = readOnnx(onnx);
    const own = opsets.find(({ domain }) => domain === "" || domain === "ai.onnx");
    return own?.version ?? "the file names no opset of ONNX";
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}

/** Rows near the training means; what comes back must be probabilities. */
async function sampleProblem(session: GraphSession, manifest: ModelManifest): Promise<string | null> {
  const { input, output, reference } = manifest;
  if (session.inputs.join() !== input.name) return `the file takes ${session.inputs.join(", ")}, not ${input.name}`;
  if (!session.outputs.includes(output.name)) return `the file gives ${session.outputs.join(", ")}, not ${output.name}`;
  const width = input.columns.length;
  const means = input.columns.map((column) => reference.find((one) => one.column === column)?.mean ?? 0);
  const data = Float32Array.from({ length: SAMPLE_ROWS * input.steps * width }, (_, at) => means[at % width] ?? 0);
  const dims = input.steps > 1 ? [SAMPLE_ROWS, input.steps, width] : [SAMPLE_ROWS, width];
  let answer: Awaited<ReturnType<GraphSession["run"]>>;
  try {
    answer = await session.run({ [input.name]: { dims, data } });
  } catch (error) {
    return `it does not run on ${dims.join(" × ")}: ${wordsOf(error)}`;
  }
  const said = answer[output.name];
  const classes = output.classes.length;
  if (said?.dims.join() !== `${SAMPLE_ROWS},${classes}`) {
    return `it answers ${said?.dims.join(" × ") ?? "nothing"}, not ${SAMPLE_ROWS} × ${classes}`;
  }
  for (let row = 0; row < SAMPLE_ROWS; row++) {
    const values = Array.from(said.data.slice(row * classes, (row + 1) * classes), Number);
    const sum = values.reduce((total, value) => total + value, 0);
    const isFair = values.every((value) => value >= 0 && value <= 1) && Math.abs(sum - 1) <= SUM_TOLERANCE;
    if (!isFair) return `its answers are no probabilities: ${values.map((value) => value.toFixed(4)).join(", ")}`;
  }
  return null;
}
