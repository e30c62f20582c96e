/** A real ONNX model of one weight, and the version that a registry would have of it, for tests. */
import { createHash } from "node:crypto";
import type { ModelManifest } from "@/server/domain/models/manifest";
import type { ModelVersion } from "@/server/domain/models/model-version";
import { microstructure } from "@/server/features/grid/microstructure";
import { defineSet } from "@/server/features/sets/define-set";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import { featureSet } from "@/server/features/sets/registry";
import { OPSET } from "@/server/learning/onnx/onnx-model";
import { floatTensor } from "@/server/learning/onnx/tensor-bytes";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { ABC } from "./engine-run";

/** The 5m columns of momentum alone, which need two days of history and not two months. */
export const TINY_SET: FeatureSet = defineSet({
  name: "tiny-5m",
  version: 1,
  grid: { kind: "bar", interval: "5m" },
  columns: featureSet("bars-5m").columns.filter(({ name }) => name === "5m.roc_1" || name === "5m.roc_3"),
});

/** Two columns of the second grid: one of the present book, one of the last ten seconds. */
export const TINY_GRID_SET: FeatureSet = defineSet({
  name: "tiny-1s",
  version: 1,
  grid: { kind: "second" },
  columns: microstructure.columns.filter(({ definition: { name } }) => name === "imbalance_5" || name === "ofi_10s"),
});

/** P(up) = 1 / (1 + exp(−weight × roc_1)): a softmax over −weight/2 and +weight/2 times the first column. */
export function tinyOnnx(weight: number): Uint8Array {
  const columns = TINY_SET.columns.length;
  const weights = [-weight / 2, weight / 2, ...Array.from({ length: 2 * (columns - 1) }, () => 0)];
  return writeOnnx({
    name: "tiny",
    nodes: [
      { op: "MatMul", domain: "", inputs: ["features", "w"], outputs: ["scores"], attributes: {} },
      {
        op: "Softmax",
        domain: "",
        inputs: ["scores"],
        outputs: ["probabilities"],
        attributes: { axis: { kind: "int", value: -1 } },
      },
    ],
    initializers: [floatTensor({ name: "w", dims: [columns, 2] }, weights)],
    inputs: [{ name: "features", type: "float32", dims: ["rows", columns] }],
    outputs: [{ name: "probabilities", type: "float32", dims: ["rows", 2] }],
    metadata: {},
  });
}

/** Trained on changes of at most 1 % a bar. @param change  over version 1 of `tiny`, a champion for ABC */
export function tinyVersion(
  onnx: Uint8Array,
  change: Partial<ModelVersion> = {},
  manifest: Partial<ModelManifest> = {},
): ModelVersion {
  const names = TINY_SET.columns.map(({ name }) => name);
  const version = change.version ?? 1;
  return {
    model: "tiny",
    version,
    state: "champion",
    origin: "trained",
    createdAt: 0,
    stateSince: 0,
    gates: [],
    runId: null,
    ...change,
    manifest: {
      format: 1,
      model: "tiny",
      version,
      family: "logistic",
      sha256: createHash("sha256").update(onnx).digest("hex"),
      opset: OPSET,
      input: { name: "features", steps: 1, columns: names },
      output: { name: "probabilities", classes: ["down", "up"] },
      featureSet: { name: TINY_SET.name, version: TINY_SET.version, hash: TINY_SET.hash },
      label: { kind: "sign", horizonMicros: 900_000_000 },
      instrumentIds: [ABC.id],
      training: null,
      scores: null,
      certainty: null,
      reference: names.map((column) => ({
        column,
        min: -0.01,
        max: 0.01,
        mean: 0,
        sd: 0.003,
        missingShare: 0,
        deciles: [],
        shares: [1],
      })),
      answers: null,
      explain: null,
      ...manifest,
    },
  };
}

/** The same of `TINY_GRID_SET`, with a range that holds whatever a market does. */
export function tinyGridVersion(onnx: Uint8Array, change: Partial<ModelVersion> = {}): ModelVersion {
  const { name, version, hash, columns } = TINY_GRID_SET;
  const names = columns.map((column) => column.name);
  const [anything] = tinyVersion(onnx).manifest.reference;
  if (!anything) throw new Error("the tiny set has columns");
  return tinyVersion(onnx, change, {
    featureSet: { name, version, hash },
    input: { name: "features", steps: 1, columns: names },
    label: { kind: "sign", horizonMicros: 10_000_000 },
    reference: names.map((column) => ({ ...anything, column, min: -1e9, max: 1e9 })),
  });
}
