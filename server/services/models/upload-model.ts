/** Bring your own: an ONNX file with its manifest becomes a candidate once it has answered a sample. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "@/server/domain/errors";
import { MANIFEST_FORMAT, type ModelManifest } from "@/server/domain/models/manifest";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { GraphRuntime } from "@/server/learning/graph-runtime";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { ModelFiles } from "@/server/ports/model-files";
import type { ModelStore } from "@/server/ports/model-store";
import { announceModel } from "./announce";
import { openModelFile, UNNUMBERED } from "./check-model-file";
import { checkGates, factsOf } from "./gates";
import { meanWindow, measureLatency } from "./measure-latency";
import { getModel } from "./read-models";
import { registerVersion } from "./register-version";

export const UPLOAD_BYTES_MAX = 64 * 1024 * 1024;
export const MANIFEST_BYTES_MAX = 2 * 1024 * 1024;

export type UploadDeps = Readonly<{
  models: ModelStore;
  files: ModelFiles;
  runtime: GraphRuntime;
  findFeatureSet: (name: string) => FeatureSet | null;
  bus: Bus;
  clock: Clock;
}>;

export type Upload = Readonly<{ model: string; onnx: Uint8Array; manifest: string; why: string }>;

/** @throws AppError invalid, refused: what does not fit, in words; nothing is kept then */
export async function uploadModel(deps: UploadDeps, upload: Upload, who: string): Promise<ModelVersion> {
  const model = await getModel(deps, upload.model);
  if (upload.onnx.length === 0 || upload.onnx.length > UPLOAD_BYTES_MAX) {
    throw new AppError("invalid", `An ONNX file has 1 to ${UPLOAD_BYTES_MAX} bytes, was ${upload.onnx.length}`);
  }
  const manifest = parseManifest(upload.manifest, upload);
  const strange = manifest.instrumentIds.filter((id) => !model.recipe.instrumentIds.includes(id));
  if (strange.length > 0) {
    throw new AppError(
      "refused",
      `${model.name} is for ${model.recipe.instrumentIds.join(", ")}, not ${strange.join(", ")}`,
    );
  }
  const featureSet = deps.findFeatureSet(manifest.featureSet.name);
  const session = await openModelFile({ runtime: deps.runtime, manifest, onnx: upload.onnx, featureSet });
  let latencyMillis: number;
  try {
    const { input } = manifest;
    const timed = { session, input, windows: [meanWindow(manifest)], now: () => performance.now() * 1_000 };
    latencyMillis = (await measureLatency(timed)).p99;
  } finally {
    await session.release();
  }
  const champion = (await deps.models.listVersions(model.name)).find(({ state }) => state === "champion") ?? null;
  const gates = checkGates({
    gates: model.gates,
    facts: factsOf(manifest.scores, latencyMillis),
    champion: champion && {
      version: champion.version,
      deflatedSharpe: champion.manifest.scores?.trading?.deflatedSharpe ?? null,
      logLoss: champion.manifest.scores?.overall.logLoss ?? null,
    },
  });
  const registration = { origin: "uploaded", runId: null, manifest, gates, onnx: upload.onnx, explain: null } as const;
  const deed = { who, why: upload.why, at: deps.clock.nowMicros() };
  const version = await registerVersion(deps, { model: model.name, ...registration }, deed);
  await announceModel(deps.bus, model.name);
  return version;
}

const names = z.array(z.string().min(1).max(120)).min(1).max(5_000);
const number = z.number();
const reference = z.object({
  column: z.string().max(120),
  min: number,
  max: number,
  mean: number,
  sd: number.min(0),
  missingShare: number.min(0).max(1),
  deciles: z.array(number).max(9),
  shares: z.array(number).max(10),
});

const label = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("direction"), horizonMicros: z.int().min(1_000_000) }),
  z.object({ kind: z.literal("sign"), horizonMicros: z.int().min(1_000_000) }),
  z.object({
    kind: z.literal("triple-barrier"),
    horizonMicros: z.int().min(1_000_000),
    widthSigma: number.positive(),
  }),
]);

/** Claims that nobody here can check, scores and training facts, are left out: they would pass for ours. */
const uploadedManifest = z.object({
  format: z.literal(MANIFEST_FORMAT),
  family: z.string().min(1).max(100).default("uploaded"),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits")
    .optional(),
  opset: z.int().min(1).max(100),
  input: z.object({ name: z.string().min(1).max(120), steps: z.int().min(1).max(1_000), columns: names }),
  output: z.object({ name: z.string().min(1).max(120), classes: z.array(z.string().max(20)).min(2).max(3) }),
  featureSet: z.object({ name: z.string().max(120), version: z.int().min(1), hash: z.string().max(200) }),
  label,
  instrumentIds: names,
  certainty: z.array(number).max(1_001).nullable().default(null),
  reference: z.array(reference).max(5_000).default([]),
  answers: reference.nullable().default(null),
});

function parseManifest(text: string, { model, onnx }: Upload): ModelManifest {
  if (text.length > MANIFEST_BYTES_MAX)
    throw new AppError("invalid", `A manifest has at most ${MANIFEST_BYTES_MAX} bytes`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid", `The manifest is no JSON: ${String(cause)}`, { cause });
  }
  const read = uploadedManifest.safeParse(given);
  if (!read.success) {
    const words = read.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `${path.join(".") || "manifest"}: ${message}`);
    throw new AppError("invalid", `The manifest does not fit: ${words.join("; ")}`);
  }
  const sha256 = read.data.sha256 ?? createHash("sha256").update(onnx).digest("hex");
  return { ...read.data, sha256, model, version: UNNUMBERED, training: null, scores: null, explain: null };
}
