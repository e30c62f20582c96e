/** A run's stages as a row of steps: done, under way, to come. Pure. */
import { RUN_STAGES, type RunStage, type TrainingRun } from "@/server/domain/models/training-run";

export type StageStep = Readonly<{
  stage: RunStage;
  state: "done" | "now" | "ahead" | "stopped";
  /** 0 to 1 of the stage. */
  share: number;
}>;

export function stepsOf({ state, progress }: Pick<TrainingRun, "state" | "progress">): readonly StageStep[] {
  const at = progress === null ? -1 : RUN_STAGES.indexOf(progress.stage);
  return RUN_STAGES.map((stage, i) => {
    if (state === "done" || i < at) return { stage, state: "done", share: 1 };
    if (i > at) return { stage, state: "ahead", share: 0 };
    const share = Math.min(Math.max(progress?.share ?? 0, 0), 1);
    return { stage, state: state === "failed" || state === "cancelled" ? "stopped" : "now", share };
  });
}

export const isLive = ({ state }: Pick<TrainingRun, "state">): boolean => state === "queued" || state === "running";

/** Of the run so far, or of all of it; null before it began. */
export function tookMicros(run: TrainingRun, nowMicros: number): number | null {
  return run.startedAt === null ? null : Math.max((run.endedAt ?? nowMicros) - run.startedAt, 0);
}
