/** The winner as files with their manifest: everything that is needed to judge it, serve it and make it again. */
import { createHash } from "node:crypto";
import { classNames } from "@/server/domain/models/label";
import {
  type ColumnReference,
  MANIFEST_FORMAT,
  type ModelManifest,
  type TrainingFacts,
} from "@/server/domain/models/manifest";
import type { GateCheck } from "@/server/domain/models/recipe";
import type { ModelScores } from "@/server/domain/models/scores";
import type { Candidate } from "@/server/domain/models/trainer-message";
import { TRAINING_THREADS } from "@/server/learning/nn/train";
import { OPSET } from "@/server/learning/onnx/onnx-model";
import { upOfDecided } from "@/server/learning/scores/answers";
import { certaintyPoints } from "@/server/learning/scores/certainty";
import { columnReference } from "@/server/learning/scores/column-reference";
import { type Contender, scorable } from "./contender";
import type { FinalModel } from "./final-stage";
import type { OutOfSample } from "./out-of-sample";
import type { Chosen } from "./search-stage";
import type { Training } from "./training";

type Parts = Readonly<{
  winner: Contender;
  members: readonly Chosen[];
  model: FinalModel;
  scores: ModelScores;
  gates: readonly GateCheck[];
  said: OutOfSample;
  /** µs. */
  startedAt: number;
}>;

export function candidateOf(training: Training, parts: Parts): Candidate {
  const { deps } = training;
  const { model, gates } = parts;
  const onnxPath = deps.keep("model.onnx", model.onnx);
  const explain = model.explain === null ? null : Buffer.from(model.explain);
  const explainPath = explain === null ? null : deps.keep("explain.json", explain);
  const manifest = manifestOf(
    training,
    parts,
    explain === null ? null : { file: "explain.json", sha256: sha256(explain) },
  );
  deps.keep("manifest.json", Buffer.from(JSON.stringify(manifest)));
  return { manifest, gates, onnxPath, explainPath };
}

function manifestOf(
  training: Training,
  { winner, members, model, scores, said, startedAt }: Parts,
  explain: ModelManifest["explain"],
): ModelManifest {
  const { order, sample, classes } = training;
  const { set, data } = sample;
  const answers = scorable(training, said.rows, said.probabilities);
  return {
    format: MANIFEST_FORMAT,
    model: order.model,
    version: order.version,
    family: winner.name,
    sha256: sha256(model.onnx),
    opset: OPSET,
    input: { name: "features", steps: model.steps, columns: data.columns },
    output: { name: "probabilities", classes: classNames(classes) },
    featureSet: { name: set.name, version: set.version, hash: set.hash },
    label: order.recipe.label,
    instrumentIds: sample.instruments.map(({ spec }) => spec.id),
    training: factsOf(training, { model, members, startedAt }),
    scores,
    certainty: certaintyPoints(answers),
    reference: data.columns.map((column, c): ColumnReference => {
      const values = Float64Array.from(model.train, (row) => data.x[row * data.columns.length + c] ?? Number.NaN);
      return columnReference(column, values);
    }),
    answers: columnReference("up", upOfDecided(answers)),
    explain,
  };
}

function factsOf(
  { order, sample, deps }: Training,
  { model, members, startedAt }: Pick<Parts, "model" | "members" | "startedAt">,
): TrainingFacts {
  return {
    runId: order.runId,
    recipe: order.recipe,
    quarantineFrom: sample.quarantineFrom,
    trainedFrom: model.trainedFrom,
    trainedTo: model.trainedTo,
    rows: model.train.length,
    data: sample.lineage,
    params: Object.fromEntries(
      members.flatMap(({ family, params }) =>
        Object.entries(params).map(([name, value]) => [members.length === 1 ? name : `${family.name}.${name}`, value]),
      ),
    ),
    seed: order.recipe.seed,
    codeVersion: order.codeVersion,
    threads: TRAINING_THREADS,
    seconds: (deps.now() - startedAt) / 1e6,
  };
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
