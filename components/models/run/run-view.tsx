"use client";
/** A run as it goes: stages, what is being done, the loss drawing itself, walks arriving, what it may not see. */
import { Check, EyeOff } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { agoText, toMinute } from "@/components/models/spans";
import { CurvePlot } from "@/components/models/version/curves-panel";
import { FoldsPanel } from "@/components/models/version/folds-panel";
import { familyName, RUN_TONES, STAGE_MEANING, STAGE_NAMES, versionHref } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { toDuration } from "@/components/ui/time-format";
import type { RunProgress, TrainingRun } from "@/server/domain/models/training-run";
import { isLive, type StageStep, stepsOf, tookMicros } from "./stages";

type RunViewProps = { readonly run: TrainingRun; readonly now: number; readonly actions?: ReactNode };

export function RunView({ run, now, actions }: RunViewProps) {
  const { progress } = run;
  return (
    <div data-testid="run" data-state={run.state} className="flex flex-col gap-px bg-line">
      <section aria-label="Progress" className="bg-surface-1 p-3">
        <RunHead run={run} now={now} actions={actions} />
        <Stages steps={stepsOf(run)} />
        {isLive(run) ? <Doing progress={progress} /> : <Ended run={run} />}
        {run.quarantine === "" ? null : <Quarantine text={run.quarantine} />}
      </section>
      {progress === null ? null : <Learning progress={progress} isLive={isLive(run)} />}
    </div>
  );
}

export const Quarantine = ({ text }: { readonly text: string }) => (
  <p data-testid="quarantine" className="mt-2 flex gap-1.5 text-muted text-sm">
    <EyeOff aria-hidden className="mt-0.5 size-3.5 shrink-0" />
    {text}
  </p>
);

function RunHead({ run, now, actions }: RunViewProps) {
  const took = tookMicros(run, now);
  const left = isLive(run) ? (run.progress?.secondsLeft ?? null) : null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Badge tone={RUN_TONES[run.state]}>{run.state}</Badge>
      <span className="text-sm">{causeText(run)}</span>
      <time className="num text-muted text-xs" title={`${toMinute(run.queuedAt)} UTC`}>
        {agoText(run.queuedAt, now)}
      </time>
      {took === null ? null : (
        <span className="num text-muted text-xs">{`took ${toDuration(took)}${isLive(run) ? " so far" : ""}`}</span>
      )}
      {left === null || run.progress === null ? null : (
        <span className="text-xs">{`about ${toDuration(left * 1e6)} left of ${STAGE_NAMES[run.progress.stage]}`}</span>
      )}
      {run.resumes === 0 ? null : (
        <span className="text-warn text-xs">{`taken up again ${run.resumes === 1 ? "once" : `${run.resumes} times`}`}</span>
      )}
      <span className="ml-auto flex gap-2">{actions}</span>
    </div>
  );
}

export const causeText = ({ cause, who }: Pick<TrainingRun, "cause" | "who">): string =>
  cause === "weekly" || cause === "monthly" ? `${cause} refresh` : `${cause}, ${who}`;

function Stages({ steps }: { readonly steps: readonly StageStep[] }) {
  return (
    <ol className="mt-3 grid grid-cols-7 gap-1" aria-label="Stages">
      {steps.map(({ stage, state, share }) => (
        <li key={stage} data-stage={stage} data-state={state} title={STAGE_MEANING[stage]} className="min-w-0">
          <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-surface-3">
            <span
              className={`block h-full rounded-full transition-[width] ${state === "stopped" ? "bg-danger" : state === "done" ? "bg-up" : "bg-accent"}`}
              style={{ width: `${share * 100}%` }}
            />
          </span>
          <span
            className={`mt-1 flex items-center gap-1 truncate text-2xs ${state === "ahead" ? "text-muted" : ""} ${state === "now" ? "font-medium text-accent" : ""}`}
          >
            {state === "done" ? <Check aria-label="done" className="size-3 shrink-0 text-up" /> : null}
            <span className="truncate">{STAGE_NAMES[stage]}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

const Doing = ({ progress }: { readonly progress: RunProgress | null }) => (
  <p className="mt-2 text-sm" role="status" data-testid="run-text">
    {progress === null ? "It waits for the trainer: one run goes at a time." : progress.text}
  </p>
);

function Ended({ run }: { readonly run: TrainingRun }) {
  return (
    <p
      role={run.state === "failed" ? "alert" : "status"}
      data-testid="run-end"
      className={`mt-2 break-words text-sm ${run.state === "failed" ? "text-danger" : ""}`}
    >
      {run.text === "" ? `The run is ${run.state}.` : run.text}{" "}
      {run.version === null ? null : (
        <Link href={versionHref(run.model, run.version)} className="text-accent underline underline-offset-4">
          {`See version ${run.version}`}
        </Link>
      )}
    </p>
  );
}

function Learning({ progress, isLive: live }: { readonly progress: RunProgress; readonly isLive: boolean }) {
  const { curve, family, folds } = progress;
  return (
    <>
      {curve.length < 2 ? null : (
        <Panel title="Loss" trailing={live ? <span className="text-accent text-xs">as it learns</span> : null}>
          <CurvePlot family={family ?? "model"} points={curve} />
        </Panel>
      )}
      {family === null || curve.length > 1 ? null : (
        <p className="bg-surface-1 px-3 py-2 text-muted text-sm">{`${familyName(family)} is being fitted.`}</p>
      )}
      {folds.length === 0 ? null : <FoldsPanel folds={folds} />}
    </>
  );
}
