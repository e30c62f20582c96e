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
}>;

export type Model = Readonly<{
  name: string;
  title: string;
  recipe: ModelRecipe;
  gates: Gates;
  schedules: readonly RefreshSchedule[];
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

/** Each promotion, roll-back, retirement and refusal, with who and why. */
export type ModelEvent = Readonly<{
  id: number;
  model: string;
  version: number;
  at: number;
  kind: "created" | "shadowed" | "promoted" | "rolled-back" | "retired" | "refused" | "edited";
  from: VersionState | null;
  to: VersionState | null;
  who: string;
  why: string;
}>;
