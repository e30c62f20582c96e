"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/frame/trpc";
import { toMinute } from "@/components/models/spans";
import { RUN_TONES, runHref } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { toDuration } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import type { TrainingRun } from "@/server/domain/models/training-run";
import { isLive, tookMicros } from "./stages";

const LOOK_MILLIS = 2_000;
const ROWS_MAX = 100;

const columnsAt = (now: number): readonly TableColumn<TrainingRun>[] => [
  ...ASKED,
  {
    id: "took",
    header: "Took",
    width: 100,
    align: "right",
    sort: (run) => tookMicros(run, now),
    csv: (run) => String(tookMicros(run, now) ?? ""),
    cell: (run) => {
      const took = tookMicros(run, now);
      return took === null ? <Unknown reason="It has not begun" /> : <span className="num">{toDuration(took)}</span>;
    },
  },
  ...RESULT,
];

const ASKED: readonly TableColumn<TrainingRun>[] = [
  {
    id: "queued",
    header: "Asked for, UTC",
    width: 136,
    sort: ({ queuedAt }) => queuedAt,
    csv: ({ queuedAt }) => toMinute(queuedAt),
    cell: ({ queuedAt }) => <span className="num">{toMinute(queuedAt)}</span>,
  },
  {
    id: "state",
    header: "State",
    width: 96,
    sort: ({ state }) => state,
    csv: ({ state }) => state,
    cell: ({ state }) => <Badge tone={RUN_TONES[state]}>{state}</Badge>,
  },
  {
    id: "cause",
    header: "Cause",
    width: 90,
    sort: ({ cause }) => cause,
    csv: ({ cause }) => cause,
    cell: ({ cause }) => cause,
  },
  {
    id: "who",
    header: "Who",
    width: 80,
    wideOnly: true,
    sort: ({ who }) => who,
    csv: ({ who }) => who,
    cell: ({ who }) => who,
  },
];

const RESULT: readonly TableColumn<TrainingRun>[] = [
  {
    id: "version",
    header: "Made version",
    width: 96,
    align: "right",
    sort: ({ version }) => version,
    csv: ({ version }) => String(version ?? ""),
    cell: (run) =>
      run.version === null ? (
        <Unknown reason={isLive(run) ? "It is not through yet" : "It made none"} />
      ) : (
        <span className="num">{run.version}</span>
      ),
  },
  {
    id: "text",
    header: "Result",
    wideOnly: true,
    csv: ({ text }) => text,
    cell: ({ text, progress, ...run }) => {
      const words = isLive(run) ? (progress?.text ?? "waits for the trainer") : text;
      return (
        <span className="block truncate text-muted" title={words}>
          {words}
        </span>
      );
    },
  },
];

/** Every run there was: state, cause, who, how long, what came of it. */
export function RunsPanel({ model, now }: { readonly model: string; readonly now: number }) {
  const trpc = useTRPC();
  const router = useRouter();
  const runs = useQuery({
    ...trpc.models.runs.queryOptions({ model, limit: ROWS_MAX }),
    refetchInterval: LOOK_MILLIS,
  });
  if (runs.data === undefined) {
    return runs.error === null ? (
      <LoadingRows label="Loading the runs" />
    ) : (
      <ErrorState title="The runs could not be read" reason={runs.error.message} />
    );
  }
  return (
    <div className="h-96">
      <DataTable
        caption={`Runs of ${model}`}
        columns={columnsAt(now)}
        rows={runs.data}
        rowId={({ id }) => id}
        initialSort={{ id: "queued", desc: true }}
        onOpen={(run) => router.push(runHref(model, run.id))}
        csvName={`runs-${model}`}
        empty={<EmptyState title="No run yet" hint="Refresh now starts one; the schedule starts the others." />}
      />
    </div>
  );
}
