/** Reads what the trainer says, line by line. It is a process of ours, but a line may be cut where it was killed. */
import { z } from "zod";
import type { ModelManifest } from "@/server/domain/models/manifest";
import { DEFAULT_GATES, type Gates } from "@/server/domain/models/recipe";
import type { TrainerMessage } from "@/server/domain/models/trainer-message";
import { RUN_STAGES } from "@/server/domain/models/training-run";

/** A message longer than this is no message; a candidate with its equity and importances has some 200 kB. */
const LINE_MAX = 8_000_000;

const share = z.number().min(0).max(1);
const nullable = z.number().nullable();

const classes = z.object({
  rows: z.int().min(0),
  logLoss: z.number(),
  baseLogLoss: z.number(),
  brier: z.number(),
  auc: nullable,
  prAuc: nullable,
  mcc: z.number(),
  accuracy: z.number(),
  baseAccuracy: z.number(),
  calibrationError: z.number(),
});

const trading = z.object({
  trades: z.int().min(0),
  netReturn: z.number(),
  sharpe: nullable,
  deflatedSharpe: nullable,
  maxDrawdown: z.number(),
  turnover: z.number(),
  profitFactor: nullable,
  winRate: nullable,
  costs: z.number(),
});

const fold = z.object({
  name: z.string().max(100),
  trainFrom: z.number(),
  trainTo: z.number(),
  testFrom: z.number(),
  testTo: z.number(),
  classes,
  trading: trading.nullable(),
});

const progress = z.object({
  stage: z.enum(RUN_STAGES),
  share,
  text: z.string().max(1_000),
  secondsLeft: nullable,
  family: z.string().max(100).nullable(),
  curve: z.array(z.object({ step: z.number(), trainLoss: z.number(), validLoss: nullable })).max(2_000),
  folds: z.array(fold).max(500),
});

const trial = z.object({
  key: z.string().max(200),
  runId: z.string().max(100),
  model: z.string().max(100),
  at: z.number(),
  kind: z.enum(["fit", "backtest"]),
  family: z.string().max(100),
  fold: z.string().max(100),
  params: z.record(z.string(), z.union([z.number(), z.string()])),
  seed: z.number(),
  seconds: z.number(),
  logLoss: nullable,
  sharpe: nullable,
  text: z.string().max(1_000),
});

const codes = ["invalid", "not_found", "conflict", "limit_exceeded", "unavailable", "refused", "lease_lost"] as const;
const gates = Object.keys(DEFAULT_GATES) as [keyof Gates, ...(keyof Gates)[]];

/** The manifest is judged when it is registered, as one that somebody brings along is. */
const manifest = z.custom<ModelManifest>((value) => typeof value === "object" && value !== null && "sha256" in value);

const messages = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("progress"), progress }),
  z.object({ kind: z.literal("trial"), trial }),
  z.object({ kind: z.literal("quarantine"), from: z.number(), text: z.string().max(1_000) }),
  z.object({
    kind: z.literal("candidate"),
    candidate: z.object({
      manifest,
      gates: z.array(z.object({ gate: z.enum(gates), passed: z.boolean(), text: z.string().max(1_000) })),
      onnxPath: z.string().max(500),
      explainPath: z.string().max(500).nullable(),
    }),
  }),
  z.object({ kind: z.literal("failed"), code: z.enum(codes).nullable(), text: z.string().max(4_000) }),
  z.object({ kind: z.literal("done"), text: z.string().max(4_000) }),
]);

/** @returns null for what is no message: a line of a library, or one that was cut */
export function parseTrainerMessage(line: string): TrainerMessage | null {
  if (line.length > LINE_MAX || !line.startsWith("{")) return null;
  try {
    const read = messages.safeParse(JSON.parse(line));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
