"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/frame/trpc";
import { Quarantine } from "@/components/models/run/run-view";
import { isLive } from "@/components/models/run/stages";
import { toInput } from "@/components/models/settings/recipe-draft";
import type { ModelView } from "@/components/models/views";
import { runHref, STAGE_NAMES } from "@/components/models/words";
import { Button } from "@/components/ui/button";
import { toDuration } from "@/components/ui/time-format";
import type { TrainingRun } from "@/server/domain/models/training-run";
import { FIRST_MODEL, firstRecipe } from "./first-recipe";
import type { GuideFacts } from "./steps";

type TrainStepProps = { readonly facts: GuideFacts; readonly view: ModelView | null };

export function TrainStep({ facts, view }: TrainStepProps) {
  const { run } = facts;
  if (run !== null && isLive(run)) return <Live run={run} />;
  return (
    <>
      {view !== null && view.versions.length > 0 ? null : <Start facts={facts} view={view} />}
      {run === null ? null : (
        <Link href={runHref(run.model, run.id)} className="text-accent text-sm underline-offset-4 hover:underline">
          {run.state === "done" ? "How the run went" : "What happened in the run"}
        </Link>
      )}
    </>
  );
}

function Start({ facts, view }: TrainStepProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const options = useQuery(trpc.models.options.queryOptions());
  const create = useMutation(trpc.models.create.mutationOptions());
  const refresh = useMutation(trpc.models.refresh.mutationOptions());
  const start = async () => {
    if (options.data === undefined) return;
    const name = view?.model.name ?? FIRST_MODEL.name;
    if (view === null) {
      const { gates, schedules } = options.data;
      const recipe = toInput(firstRecipe(facts.history.map(({ instrumentId }) => instrumentId)));
      await create.mutateAsync({ ...FIRST_MODEL, recipe, gates, schedules: [...schedules], promotion: "by-hand" });
    }
    const run = await refresh.mutateAsync({ model: name });
    await queries.invalidateQueries({ queryKey: trpc.models.pathKey() });
    router.push(runHref(name, run.id));
  };
  const problem = create.error ?? refresh.error;
  const isBusy = create.isPending || refresh.isPending;
  return (
    <>
      {options.data === undefined ? null : <Quarantine text={options.data.quarantine} />}
      {problem === null ? null : (
        <p role="alert" className="text-danger text-sm">
          {problem.message}
        </p>
      )}
      <Button
        tone="accent"
        busy={isBusy}
        disabled={options.data === undefined}
        data-testid="guide-train"
        // Its errors are shown above.
        onClick={() => void start().catch(() => undefined)}
      >
        {view === null ? "Train the first model" : "Train again"}
      </Button>
    </>
  );
}

function Live({ run }: { readonly run: TrainingRun }) {
  const left = run.progress?.secondsLeft ?? null;
  return (
    <>
      <span className="h-1 w-full overflow-hidden rounded-full bg-surface-3">
        <span
          className="block h-full bg-accent transition-[width]"
          style={{ width: `${(run.progress?.share ?? 0) * 100}%` }}
        />
      </span>
      <span className="num text-muted text-xs">
        {run.progress === null ? "" : STAGE_NAMES[run.progress.stage]}
        {left === null ? "" : `, about ${toDuration(left * 1e6)} left`}
      </span>
      <Link href={runHref(run.model, run.id)} className="text-accent text-sm underline-offset-4 hover:underline">
        Watch it learn
      </Link>
    </>
  );
}
