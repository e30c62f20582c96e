"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/frame/trpc";
import { Crumbs } from "@/components/models/crumbs";
import { useNow } from "@/components/models/use-now";
import { modelHref } from "@/components/models/words";
import { ErrorState, LoadingRows, StaleNote } from "@/components/ui/states";
import { CancelButton } from "./cancel-button";
import { RunView } from "./run-view";
import { isLive } from "./stages";
import { TrialsPanel } from "./trials-panel";

/** While it goes the page asks each second, so that a reload shows what everybody sees. */
const LIVE_MILLIS = 1_000;

type RunPageProps = { readonly model: string; readonly runId: string; readonly now: number };

export function RunPage({ model, runId, now }: RunPageProps) {
  const trpc = useTRPC();
  const answer = useQuery({
    ...trpc.models.run.queryOptions({ runId }),
    refetchInterval: ({ state }) => (state.data === undefined || isLive(state.data) ? LIVE_MILLIS : false),
  });
  const present = useNow(now);
  const run = answer.data;
  return (
    <>
      <Crumbs
        trail={[
          { href: "/models", label: "Models" },
          { href: modelHref(model), label: model },
          { href: `${modelHref(model)}?tab=runs`, label: "Runs" },
        ]}
        title={`Run ${runId}`}
      />
      {run === undefined ? (
        answer.error === null ? (
          <LoadingRows label="Loading the run" rows={10} />
        ) : (
          <ErrorState title="The run could not be read" reason={answer.error.message} />
        )
      ) : (
        <>
          {answer.error === null ? null : (
            <StaleNote>The newest state could not be read: {answer.error.message}</StaleNote>
          )}
          <RunView run={run} now={present} actions={isLive(run) ? <CancelButton runId={run.id} /> : null} />
          <TrialsPanel model={model} runId={runId} isLive={isLive(run)} />
        </>
      )}
    </>
  );
}
