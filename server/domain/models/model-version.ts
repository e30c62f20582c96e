import type { ModelManifest } from "./manifest";
import type { GateCheck, Gates, ModelRecipe } from "./recipe";

/** Only these moves exist: candidate → shadow → champion → retired, and back to champion by a roll-back. */
export const VERSION_STATES = ["candidate", "shadow", "champion", "retired"] as const;
export type VersionState = (typeof VERSION_STATES)[number];

export type ModelVersion = Readonly<{
  model: string;
  version: number;
  state: VersionState;
  origin: "trained" | "uploaded";
  createdAt: number;
  stateSince: number;
  manifest: ModelManifest;
  /** Of the run that made it, against the champion of that time; empty for a file that was brought along. */
  gates: readonly GateCheck[];
  /** Null for a file that was brought along. */
  runId: string | null;
}>;

/** A candidate that passes every gate becomes a shadow by itself; champion by a person, or by itself where the model says so. */
export const PROMOTIONS = ["by-hand", "when-better"] as const;
export type Promotion = (typeof PROMOTIONS)[number];

export type Model = Readonly<{
  name: string;
  title: string;
  recipe: ModelRecipe;
  gates: Gates;
  schedules: readonly RefreshSchedule[];
  promotion: Promotion;
  createdAt: number;
  championVersion: number | null;
}>;

export type RefreshSchedule = Readonly<{
  id: "weekly" | "monthly";
  /** Five fields, UTC. */
  cron: string;
  isEnabled: boolean;
}>;

export const DEFAULT_SCHEDULES: readonly RefreshSchedule[] = [
  { id: "weekly", cron: "0 2 * * 1", isEnabled: true },
  { id: "monthly", cron: "0 3 1 * *", isEnabled: true },
];

type ModelEventKind = "created" | "shadowed" | "promoted" | "rolled-back" | "retired" | "refused" | "edited";

/** Each promotion, roll-back, retirement and refusal, with who and why. */
export type ModelEvent = Readonly<{
  id: number;
  model: string;
  /** Null where the model itself was edited. */
  version: number | null;
  at: number;
  kind: ModelEventKind;
  from: VersionState | null;
  to: VersionState | null;
  who: string;
  why: string;
}>;
