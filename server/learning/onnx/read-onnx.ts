/**
 * What an ONNX file of unknown origin says of itself, read without running it: what a registry must know before a
 * runtime is let near the file. Weights are counted and not kept.
 */
import { AppError } from "@/server/domain/errors";
import { ONNX_TYPES, type OnnxType } from "./onnx-model";
import { readPacked, readProtobuf } from "./protobuf-reader";

export type OnnxSummary = Readonly<{
  irVersion: number;
  producer: string;
  opsets: readonly Readonly<{ domain: string; version: number }>[];
  /** Without those that are given as initializers. */
  inputs: readonly OnnxPort[];
  outputs: readonly OnnxPort[];
  /** Operators with how often each occurs, `domain:op` outside ONNX itself, most frequent first. */
  operators: readonly Readonly<{ op: string; count: number }>[];
  initializers: readonly Readonly<{ name: string; type: OnnxType | "other"; dims: readonly number[]; bytes: number }>[];
  metadata: Readonly<Record<string, string>>;
}>;

export type OnnxPort = Readonly<{
  name: string;
  /** `other` for what is no tensor, or of a type that we do not read. */
  type: OnnxType | "other";
  /** A symbol for a size that is known when it is run; null where nothing is said. */
  dims: readonly (number | string | null)[];
}>;

/** Generous for what a desk runs at each bar; a file beyond them is refused. */
export const ONNX_LIMITS = { bytesMax: 256 * 1024 * 1024, nodesMax: 100_000, depthMax: 8 } as const;

/** @throws AppError invalid for what is no ONNX file, limit_exceeded, refused when weights lie outside the file */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  if (bytes.length > ONNX_LIMITS.bytesMax) {
    throw new AppError("limit_exceeded", `An ONNX file may have ${ONNX_LIMITS.bytesMax} bytes, was ${bytes.length}`);
  }
  const found: Found = { inputs: [], outputs: [], operators: new Map(), initializers: [], nodes: 0 };
  const opsets: { domain: string; version: number }[] = [];
  const metadata: Record<string, string> = {};
  let irVersion = 0;
  let producer = "";
  let graphs = 0;
  for (const { field, bytes: part, value } of readProtobuf(bytes)) {
    if (field === 1) irVersion = value ?? 0;
    if (part === null) continue;
    if (field === 2) producer = textOf(part);
    if (field === 7) {
      graphs += 1;
      readGraph(part, found, 0);
    }
    if (field === 8) opsets.push({ domain: textIn(part, 1), version: numberIn(part, 2) });
    if (field === 14) metadata[textIn(part, 1)] = textIn(part, 2);
  }
  if (graphs !== 1 || opsets.length === 0 || irVersion < 1) {
    throw new AppError("invalid", "This is no ONNX file: it must have one graph, an IR version and an operator set");
  }
  const given = new Set(found.initializers.map(({ name }) => name));
  return {
    irVersion,
    producer,
    opsets,
    inputs: found.inputs.filter(({ name }) => !given.has(name)),
    outputs: found.outputs,
    operators: [...found.operators].map(([op, count]) => ({ op, count })).toSorted((a, b) => b.count - a.count),
    initializers: found.initializers,
    metadata,
  };
}

type Found = {
  inputs: OnnxPort[];
  outputs: OnnxPort[];
  operators: Map<string, number>;
  initializers: OnnxSummary["initializers"][number][];
  nodes: number;
};

/** @param depth  of graphs within graphs: of branches and loops */
function readGraph(graph: Uint8Array, found: Found, depth: number): void {
  if (depth > ONNX_LIMITS.depthMax) {
    throw new AppError("limit_exceeded", `Graphs within graphs may be ${ONNX_LIMITS.depthMax} deep`);
  }
  for (const { field, bytes } of readProtobuf(graph)) {
    if (bytes === null) continue;
    if (field === 1) readNode(bytes, found, depth);
    if (field === 5) found.initializers.push(readTensor(bytes));
    if (field === 11 && depth === 0) found.inputs.push(readPort(bytes));
    if (field === 12 && depth === 0) found.outputs.push(readPort(bytes));
  }
}

function readNode(node: Uint8Array, found: Found, depth: number): void {
  found.nodes += 1;
  if (found.nodes > ONNX_LIMITS.nodesMax) {
    throw new AppError("limit_exceeded", `A graph may have ${ONNX_LIMITS.nodesMax} operators`);
  }
  const domain = textIn(node, 7);
  const op = domain === "" || domain === "ai.onnx" ? textIn(node, 4) : `${domain}:${textIn(node, 4)}`;
  found.operators.set(op, (found.operators.get(op) ?? 0) + 1);
  for (const { field, bytes } of readProtobuf(node)) {
    if (field !== 5 || bytes === null) continue;
    for (const part of readProtobuf(bytes)) {
      if (part.bytes === null) continue;
      if (part.field === 5 || part.field === 10) found.initializers.push(readTensor(part.bytes));
      if (part.field === 6 || part.field === 11) readGraph(part.bytes, found, depth + 1);
    }
  }
}

/** DataLocation EXTERNAL, or where it would lie: a file must not make the runtime open another one. */
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;

function readTensor(tensor: Uint8Array): OnnxSummary["initializers"][number] {
  const dims: number[] = [];
  let type = 0;
  let name = "";
  for (const { field, bytes, value } of readProtobuf(tensor)) {
    if (field === 1) dims.push(...(bytes ? readPacked(bytes) : [value ?? 0]));
    if (field === 2) type = value ?? 0;
    if (field === 8 && bytes) name = textOf(bytes);
    if (field === EXTERNAL_DATA || (field === DATA_LOCATION && value !== 0)) {
      throw new AppError("refused", `Weights must lie within the file; those of ${name || "a tensor"} lie outside`);
    }
  }
  return { name, type: typeOf(type), dims, bytes: tensor.length };
}

function readPort(port: Uint8Array): OnnxPort {
  const dims: (number | string | null)[] = [];
  const tensor = partOf(partOf(port, 2), 1);
  const shape = partOf(tensor, 2);
  for (const { field, bytes } of readProtobuf(shape)) {
    if (field !== 1 || bytes === null) continue;
    const symbol = textIn(bytes, 2);
    const size = numberIn(bytes, 1);
    dims.push(symbol === "" ? (size < 0 || bytes.length === 0 ? null : size) : symbol);
  }
  return { name: textIn(port, 1), type: typeOf(numberIn(tensor, 1)), dims };
}

const TYPES = new Map<number, OnnxType>(Object.entries(ONNX_TYPES).map(([name, id]) => [id, name as OnnxType]));
const typeOf = (id: number): OnnxType | "other" => TYPES.get(id) ?? "other";

const utf8 = new TextDecoder();
const textOf = (bytes: Uint8Array): string => utf8.decode(bytes.subarray(0, TEXT_BYTES_MAX));
const TEXT_BYTES_MAX = 10_000;

function partOf(message: Uint8Array, wanted: number): Uint8Array {
  let last = new Uint8Array();
  for (const { field, bytes } of readProtobuf(message)) if (field === wanted && bytes) last = bytes.slice();
  return last;
}

const textIn = (message: Uint8Array, wanted: number): string => textOf(partOf(message, wanted));

function numberIn(message: Uint8Array, wanted: number): number {
  let last = 0;
  for (const { field, value } of readProtobuf(message)) if (field === wanted && value !== null) last = value;
  return last;
}
