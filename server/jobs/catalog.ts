import { z } from "zod";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How a job is delivered. A long-running job has no timeout: it lives as long as its lease. */
type JobPolicy = Readonly<{
  payload: z.ZodType;
  queue: "live" | "maintenance" | "training";
  attempts: number;
  timeoutMs: number | null;
  jobId: (payload: never) => string;
}>;

/**
 * Every job there is. Payloads are ids, not data: the row is the truth, the queue only delivers.
 * Ids hold no ":" (BullMQ refuses it).
 */
export const catalog = {
  /** Collects a venue's market data until stopped; one per venue. */
  "collect.run": {
    payload: z.object({ venueId: z.string().max(100) }),
    queue: "live",
    attempts: 1,
    timeoutMs: null,
    jobId: (p: { venueId: string }) => `collect.run-${p.venueId}`,
  },
  /** Hosts a desk until stopped; one per desk. */
  "desk.run": {
    payload: z.object({ deskId: z.string().max(100) }),
    queue: "live",
    attempts: 1,
    timeoutMs: null,
    jobId: (p: { deskId: string }) => `desk.run-${p.deskId}`,
  },
  /** Replays a desk's runs from their tapes and compares; one at a time per desk. */
  "parity.run": {
    payload: z.object({ deskId: z.string().max(100), epoch: z.int().min(1).nullable() }),
    queue: "maintenance",
    attempts: 1,
    timeoutMs: 15 * MINUTE,
    jobId: (p: { deskId: string }) => `parity.run-${p.deskId}`,
  },
  /** Makes coming partitions, drops expired ones. */
  "database.maintain": {
    payload: z.object({ hour: z.string().max(20) }),
    queue: "maintenance",
    attempts: 3,
    timeoutMs: 5 * MINUTE,
    jobId: (p: { hour: string }) => `database.maintain-${p.hour}`,
  },
  /** Tells a desk what is known of its instruments' past; `slot` says which hour, or which look after a start. */
  "risk.facts": {
    payload: z.object({ deskId: z.string().max(100), slot: z.string().max(60) }),
    queue: "maintenance",
    attempts: 3,
    timeoutMs: 5 * MINUTE,
    jobId: (p: { deskId: string; slot: string }) => `risk.facts-${p.deskId}-${p.slot}`,
  },
  /** Trains a model in a process of its own until it is done or stopped; taken up again where it was. */
  "model.train": {
    payload: z.object({ runId: z.string().max(120) }),
    queue: "training",
    attempts: 1,
    timeoutMs: null,
    jobId: (p: { runId: string }) => `model.train-${p.runId}`,
  },
  /** A schedule is due: asks for a run. */
  "model.refresh": {
    payload: z.object({ model: z.string().max(100), schedule: z.enum(["weekly", "monthly"]) }),
    queue: "maintenance",
    attempts: 3,
    timeoutMs: MINUTE,
    jobId: (p: { model: string; schedule: string }) => `model.refresh-${p.model}-${p.schedule}`,
  },
  /** Looks at what live versions see and say against their training. */
  "models.drift": {
    payload: z.object({ hour: z.string().max(20) }),
    queue: "maintenance",
    attempts: 3,
    timeoutMs: 10 * MINUTE,
    jobId: (p: { hour: string }) => `models.drift-${p.hour}`,
  },
  /** Gives predictions the class that came. */
  "predictions.score": {
    payload: z.object({ slot: z.string().max(20) }),
    queue: "maintenance",
    attempts: 3,
    timeoutMs: 5 * MINUTE,
    jobId: (p: { slot: string }) => `predictions.score-${p.slot}`,
  },
  /** Computes rows of features from stored candles; goes on where it was. */
  "features.backfill": {
    payload: z.object({ backfillId: z.string().max(40) }),
    queue: "maintenance",
    attempts: 3,
    timeoutMs: 60 * MINUTE,
    jobId: (p: { backfillId: string }) => `features.backfill-${p.backfillId}`,
  },
  /** Brings older candles of an instrument from its venue. */
  "history.fetch": {
    payload: z.object({ backfillId: z.string().max(40) }),
    queue: "maintenance",
    attempts: 3,
    timeoutMs: 180 * MINUTE,
    jobId: (p: { backfillId: string }) => `history.fetch-${p.backfillId}`,
  },
  /**
   * Asks models outside any desk: with `ask` null all live versions at the last bar's end, of what no desk trades; else
   * one version now. The answers are rows of `prediction` without a desk.
   */
  "inference.score": {
    payload: z.object({
      slot: z.string().max(160),
      ask: z.object({ model: z.string().max(100), version: z.int().min(1) }).nullable(),
    }),
    queue: "maintenance",
    attempts: 1,
    timeoutMs: 5 * MINUTE,
    jobId: (p: { slot: string }) => `inference.score-${p.slot}`,
  },
} as const satisfies Record<string, JobPolicy>;

export type JobName = keyof typeof catalog;
export type JobPayload<N extends JobName> = z.infer<(typeof catalog)[N]["payload"]>;
