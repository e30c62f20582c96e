/** What may come in of models: shapes and sizes; what must fit what is said by the services. */
import { z } from "zod";
import { INTERVALS } from "@/server/domain/candle";
import { PROMOTIONS } from "@/server/domain/models/model-version";
import { MANIFEST_BYTES_MAX, UPLOAD_BYTES_MAX } from "@/server/services/models/upload-model";
import { idText } from "./inputs";

export const modelName = z.string().min(1).max(63);
const whyText = z.string().trim().min(3).max(500);
const horizonMicros = z.int().min(1_000_000).max(2_592_000_000_000);
const days = z.int().min(1).max(2_000);

const label = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("direction"), horizonMicros }),
  z.object({ kind: z.literal("sign"), horizonMicros }),
  z.object({ kind: z.literal("triple-barrier"), horizonMicros, widthSigma: z.number().min(0.1).max(20) }),
]);

const recipe = z.object({
  featureSet: z.string().min(1).max(80),
  instrumentIds: z.array(idText).max(50),
  label,
  families: z.array(z.string().min(1).max(40)).max(20),
  folds: z.object({
    trainDays: days,
    validDays: days,
    testDays: days,
    stepDays: days,
    walksMax: z.int().min(1).max(60),
    combinatorial: z.object({ groups: z.int().min(2).max(20), heldOut: z.int().min(1).max(10) }).nullable(),
    embargoShare: z.number().min(0).max(0.1),
  }),
  search: z.object({
    kind: z.enum(["none", "random", "tpe"]),
    trialsMax: z.int().min(1).max(500),
    budgetSeconds: z.number().min(5).max(86_400),
  }),
  calibration: z.enum(["isotonic", "platt", "none"]),
  trading: z.object({
    probabilityMin: z.number().min(0.5).max(0.99),
    confidenceMin: z.number().min(0).max(1),
    interval: z.enum(INTERVALS).nullable(),
    holdMicrosMax: z.int().min(1_000_000).max(31_536_000_000_000),
  }),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
});

const gates = z.object({
  betterDeflatedSharpe: z.boolean(),
  betterLogLoss: z.boolean(),
  tradesMin: z.int().min(0).max(1_000_000),
  profitFactorMin: z.number().min(0).max(100),
  calibrationErrorMax: z.number().min(0).max(1),
  drawdownMax: z.number().min(0).max(1),
  latencyMillisMax: z.number().min(0).max(60_000),
});

const schedules = z
  .array(z.object({ id: z.enum(["weekly", "monthly"]), cron: z.string().min(9).max(100), isEnabled: z.boolean() }))
  .max(2);

const parts = {
  title: z.string().trim().min(1).max(120),
  recipe,
  gates,
  schedules,
  promotion: z.enum(PROMOTIONS),
};

export const newModel = z.object({ name: modelName, ...parts, why: whyText.default("made") });

/** Absent keys stay absent: they are not edited. */
export const modelEdit = z.object({
  model: modelName,
  why: whyText,
  edit: z
    .object(parts)
    .partial()
    .transform((edit) => Object.fromEntries(Object.entries(edit).filter(([, part]) => part !== undefined))),
});

export const versionInput = z.object({ model: modelName, version: z.int().min(1).max(1_000_000) });
export const versionReason = versionInput.extend({ why: whyText });
export const rollBackInput = z.object({
  model: modelName,
  /** Null: the champion before the present one. */
  version: z.int().min(1).max(1_000_000).nullable().default(null),
  why: whyText,
});

const FORM_BYTES = 64 * 1024;
/** Of a form with a file, its manifest and the fields around them. */
export const UPLOAD_BODY_BYTES_MAX = UPLOAD_BYTES_MAX + MANIFEST_BYTES_MAX + FORM_BYTES;

export const uploadForm = z.object({
  model: modelName,
  why: whyText.default("brought along"),
  manifest: z.union([z.string(), z.instanceof(File)]),
  onnx: z.instanceof(File),
});

export const versionFile = z.object({
  model: modelName,
  version: z.coerce.number().int().min(1).max(1_000_000),
  file: z.enum(["model.onnx", "manifest.json", "explain.json"]),
});
