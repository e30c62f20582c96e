"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/frame/trpc";
import { fixed } from "@/components/models/score-lines";
import { familyName } from "@/components/models/words";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { Panel } from "@/components/ui/panel";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { TimeText } from "@/components/ui/time-text";
import { Unknown } from "@/components/ui/unknown";
import type { Trial } from "@/server/domain/models/training-run";

const LIVE_MILLIS = 2_000;
const ROWS_MAX = 500;

const COLUMNS: readonly TableColumn<Trial>[] = [
  { id: "at", header: "Time", width: 76, sort: ({ at }) => at, cell: ({ at }) => <TimeText atMicros={at} /> },
  {
    id: "kind",
    header: "Kind",
    width: 80,
    sort: ({ kind }) => kind,
    csv: ({ kind }) => kind,
    cell: ({ kind }) => kind,
  },
  {
    id: "family",
    header: "Family",
    sort: ({ family }) => family,
    csv: ({ family }) => family,
    cell: ({ family }) => familyName(family),
  },
  {
    id: "fold",
    header: "Fold",
    width: 100,
    sort: ({ fold }) => fold,
    csv: ({ fold }) => fold,
    cell: ({ fold }) => fold,
  },
  {
    id: "logLoss",
    header: "Log loss",
    width: 90,
    align: "right",
    sort: ({ logLoss }) => logLoss,
    csv: ({ logLoss }) => String(logLoss ?? ""),
    cell: ({ logLoss, text }) => valueOf(logLoss, text),
  },
  {
    id: "sharpe",
    header: "Sharpe",
    width: 80,
    align: "right",
    sort: ({ sharpe }) => sharpe,
    csv: ({ sharpe }) => String(sharpe ?? ""),
    cell: ({ sharpe, text, kind }) => valueOf(sharpe, text === "" && kind === "fit" ? "A fit is not traded" : text),
  },
  {
    id: "seconds",
    header: "Took",
    width: 80,
    align: "right",
    wideOnly: true,
    sort: ({ seconds }) => seconds,
    csv: ({ seconds }) => String(seconds),
    cell: ({ seconds }) => <span className="num">{seconds.toFixed(1)} s</span>,
  },
  {
    id: "params",
    header: "Parameters",
    width: 320,
    roomyOnly: true,
    csv: ({ params }) => JSON.stringify(params),
    cell: ({ params }) => {
      const text = Object.entries(params)
        .map(([name, value]) => `${name} ${typeof value === "number" ? Number(value.toPrecision(4)) : value}`)
        .join(", ");
      return (
        <span className="block truncate text-muted text-xs" title={text}>
          {text}
        </span>
      );
    },
  },
];

const valueOf = (value: number | null, reason: string) =>
  value === null ? (
    <Unknown reason={reason === "" ? "It was not measured" : reason} />
  ) : (
    <span className="num">{fixed(4)(value)}</span>
  );

type TrialsPanelProps = { readonly model: string; readonly runId: string; readonly isLive: boolean };

/** The ledger of the run: every fit and every backtest, since each is a chance to be lucky. */
export function TrialsPanel({ model, runId, isLive }: TrialsPanelProps) {
  const trpc = useTRPC();
  const trials = useQuery({
    ...trpc.models.trials.queryOptions({ model, runId, limit: ROWS_MAX }),
    refetchInterval: isLive ? LIVE_MILLIS : false,
  });
  const rows = trials.data ?? [];
  return (
    <Panel
      title="Trial ledger"
      trailing={<span className="num text-muted text-xs">{rows.length}</span>}
      className="border-line border-t"
    >
      {trials.data === undefined ? (
        trials.error === null ? (
          <LoadingRows label="Loading the trials" rows={4} />
        ) : (
          <ErrorState title="The ledger could not be read" reason={trials.error.message} />
        )
      ) : (
        <div className="h-80">
          <DataTable
            caption="Trials of the run"
            columns={COLUMNS}
            rows={rows}
            rowId={({ id }) => String(id)}
            initialSort={{ id: "at", desc: true }}
            csvName={`trials-${runId}`}
            empty={<EmptyState title="No trial yet" hint="Every fit and every backtest will be a row here." />}
          />
        </div>
      )}
    </Panel>
  );
}
