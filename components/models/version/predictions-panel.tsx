"use client";
/** What it said of late and what came: the live truth about a version. */
import { fixed, share } from "@/components/models/score-lines";
import type { LiveScores, PredictionRow } from "@/components/models/views";
import { instrumentName } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { toDateTime } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import { likeliest } from "./prediction-words";

type PredictionsProps = {
  readonly rows: readonly PredictionRow[];
  readonly classes: readonly string[];
  readonly live: LiveScores;
};

export function PredictionsPanel({ rows, classes, live }: PredictionsProps) {
  return (
    <Panel title="Predictions of late" trailing={<LiveText live={live} />}>
      <div className="h-80" data-testid="predictions">
        <DataTable
          caption="Predictions, newest first"
          columns={columnsOf(classes)}
          rows={rows}
          rowId={({ id }) => String(id)}
          initialSort={{ id: "asked", desc: true }}
          csvName="predictions"
          empty={
            <EmptyState
              title="No prediction yet"
              hint="A champion or a shadow answers at the end of each bar of its instruments; outcomes follow after the horizon."
            />
          }
        />
      </div>
    </Panel>
  );
}

function LiveText({ live }: { readonly live: LiveScores }) {
  if (live.asked === 0) return null;
  const refused = live.refused === 0 ? "" : `, ${live.refused} not answered`;
  return (
    <span className="text-muted text-xs" data-testid="live">
      {`asked ${live.asked} times${refused}; `}
      {live.classes === null
        ? `${live.scored} outcomes known, 30 are needed for scores`
        : `log loss ${fixed(4)(live.classes.logLoss)}, base ${fixed(4)(live.classes.baseLogLoss)}, accuracy ${share(live.classes.accuracy)} over ${live.scored}`}
    </span>
  );
}

const columnsOf = (classes: readonly string[]): readonly TableColumn<PredictionRow>[] => [
  ...WHEN,
  {
    id: "said",
    header: "Said",
    width: 120,
    csv: (row) => likeliest(row, classes)?.name ?? row.refusal ?? "",
    cell: (row) => <Said row={row} classes={classes} />,
  },
  ...HOW_SURE,
  {
    id: "came",
    header: "Came",
    width: 96,
    sort: ({ outcome }) => outcome,
    csv: ({ outcome }) => (outcome === null ? "" : (classes[outcome] ?? "")),
    cell: (row) => <Came row={row} classes={classes} />,
  },
  ...WHY,
];

const WHEN: readonly TableColumn<PredictionRow>[] = [
  {
    id: "asked",
    header: "Bar's end, UTC",
    width: 172,
    sort: ({ askedAt }) => askedAt,
    csv: ({ askedAt }) => toDateTime(askedAt),
    cell: ({ askedAt }) => <span className="num">{toDateTime(askedAt)}</span>,
  },
  {
    id: "instrument",
    header: "Instrument",
    width: 110,
    sort: ({ instrumentId }) => instrumentId,
    csv: ({ instrumentId }) => instrumentId,
    cell: ({ instrumentId }) => instrumentName(instrumentId),
  },
];

const HOW_SURE: readonly TableColumn<PredictionRow>[] = [
  {
    id: "up",
    header: "P(up)",
    width: 76,
    align: "right",
    sort: ({ upPpm }) => upPpm,
    csv: ({ upPpm }) => (upPpm === null ? "" : String(upPpm / 1e6)),
    cell: ({ upPpm }) => ppm(upPpm),
  },
  {
    id: "confidence",
    header: "Confidence",
    width: 92,
    align: "right",
    wideOnly: true,
    hint: "Share of out-of-sample predictions that were less decided",
    sort: ({ confidencePpm }) => confidencePpm,
    csv: ({ confidencePpm }) => (confidencePpm === null ? "" : String(confidencePpm / 1e6)),
    cell: ({ confidencePpm }) => ppm(confidencePpm),
  },
];

const WHY: readonly TableColumn<PredictionRow>[] = [
  {
    id: "why",
    header: "What moved it most",
    wideOnly: true,
    csv: ({ reasons }) => reasons.map(({ column }) => column).join(" "),
    cell: ({ reasons, refusal }) => (
      <span className="block truncate text-muted text-xs">
        {refusal ?? reasons.map(({ column, effectPpm }) => `${effectPpm < 0 ? "▼" : "▲"} ${column}`).join("  ")}
      </span>
    ),
  },
  {
    id: "latency",
    header: "Latency",
    // Room for the export button, which stands over the end of the last header.
    width: 116,
    align: "right",
    roomyOnly: true,
    csv: ({ latencyMicros }) => String(latencyMicros),
    cell: ({ latencyMicros }) => <span className="num">{(latencyMicros / 1000).toFixed(2)} ms</span>,
  },
];

const ppm = (value: number | null) =>
  value === null ? <Unknown reason="It was not asked" /> : <span className="num">{share(value / 1e6)}</span>;

type CellProps = { readonly row: PredictionRow; readonly classes: readonly string[] };

function Said({ row, classes }: CellProps) {
  const best = likeliest(row, classes);
  if (best === null)
    return (
      <Badge tone="warn" title={row.refusal ?? ""}>
        not asked
      </Badge>
    );
  return (
    <span>
      {best.mark} {best.name} <span className="num text-muted text-xs">{share(best.share)}</span>
    </span>
  );
}

function Came({ row, classes }: CellProps) {
  if (row.outcome === null)
    return (
      <Unknown
        reason={row.scoredAt === null ? "The horizon has not passed, or it is being scored" : "A gap hides it"}
      />
    );
  const wasRight = likeliest(row, classes)?.index === row.outcome;
  return (
    <span className={wasRight ? "text-up" : "text-down"}>
      {`${wasRight ? "✓" : "✗"} ${classes[row.outcome] ?? row.outcome}`}
    </span>
  );
}
