"use client";
/** A run in one line: what it does, how far it is, how long it still takes. */
import Link from "next/link";
import { causeText } from "@/components/models/run/run-view";
import { isLive } from "@/components/models/run/stages";
import { RUN_TONES, runHref, STAGE_NAMES } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { toDuration } from "@/components/ui/time-format";
import type { TrainingRun } from "@/server/domain/models/training-run";

export function RunStrip({ run }: { readonly run: TrainingRun }) {
  const { progress } = run;
  const left = progress?.secondsLeft ?? null;
  return (
    <Link
      href={runHref(run.model, run.id)}
      data-testid="run-strip"
      data-state={run.state}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-surface-1 px-2.5 py-1.5 text-sm hover:bg-surface-2"
    >
      <Badge tone={RUN_TONES[run.state]}>{run.state}</Badge>
      <span className="text-muted text-xs">{causeText(run)}</span>
      <span className="min-w-0 flex-1 truncate">{isLive(run) ? doing(run) : run.text}</span>
      {progress === null || !isLive(run) ? null : (
        <span aria-hidden className="h-1 w-32 overflow-hidden rounded-full bg-surface-3">
          <span className="block h-full bg-accent transition-[width]" style={{ width: `${progress.share * 100}%` }} />
        </span>
      )}
      {left === null || !isLive(run) ? null : (
        <span className="num text-muted text-xs">{`about ${toDuration(left * 1e6)} left of it`}</span>
      )}
    </Link>
  );
}

const doing = ({ progress }: TrainingRun): string =>
  progress === null ? "It waits for the trainer." : `${STAGE_NAMES[progress.stage]}: ${progress.text}`;
