"use client";
/** A model's versions in a row each: state, age, what it showed out of sample and live, drift. */
import { useRouter } from "next/navigation";
import { change, fixed, share } from "@/components/models/score-lines";
import { agoText, toMinute } from "@/components/models/spans";
import type { VersionSummary } from "@/components/models/views";
import {
  DRIFT_TONES,
  DRIFT_WORDS,
  familyName,
  STATE_MEANING,
  STATE_TONES,
  versionHref,
} from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/states";
import { Unknown } from "@/components/ui/unknown";

const NO_SCORES = "It was brought along without scores";

const versionColumns = (now: number): readonly TableColumn<VersionSummary>[] => [...identity(now), ...FIGURES];

const identity = (now: number): readonly TableColumn<VersionSummary>[] => [
  {
    id: "version",
    header: "Version",
    width: 84,
    align: "right",
    sort: ({ version }) => version,
    csv: ({ version }) => String(version),
    cell: ({ version }) => <span className="num">{version}</span>,
  },
  {
    id: "state",
    header: "State",
    width: 92,
    sort: ({ state }) => state,
    csv: ({ state }) => state,
    cell: ({ state }) => (
      <Badge tone={STATE_TONES[state]} title={STATE_MEANING[state]}>
        {state}
      </Badge>
    ),
  },
  {
    id: "family",
    header: "Family",
    sort: ({ family }) => family,
    csv: ({ family }) => family,
    cell: ({ family, origin }) => `${familyName(family)}${origin === "uploaded" ? " (brought along)" : ""}`,
  },
  {
    id: "age",
    header: "Made",
    width: 148,
    align: "right",
    wideOnly: true,
    sort: ({ createdAt }) => createdAt,
    csv: ({ createdAt }) => toMinute(createdAt),
    cell: ({ createdAt }) => (
      <time className="num text-muted" title={`${toMinute(createdAt)} UTC`}>
        {agoText(createdAt, now)}
      </time>
    ),
  },
];

const FIGURES: readonly TableColumn<VersionSummary>[] = [
  {
    id: "logLoss",
    header: "Log loss, base",
    width: 130,
    align: "right",
    hint: "Out of sample, and of always saying the base rate",
    sort: ({ scores }) => scores?.overall.logLoss ?? null,
    csv: ({ scores }) => String(scores?.overall.logLoss ?? ""),
    cell: ({ scores }) =>
      scores === null ? (
        <Unknown reason={NO_SCORES} />
      ) : (
        <span className="num">
          <span className={scores.overall.logLoss < scores.overall.baseLogLoss ? "text-up" : "text-down"}>
            {fixed(4)(scores.overall.logLoss)}
          </span>
          <span className="text-muted">{` ${fixed(4)(scores.overall.baseLogLoss)}`}</span>
        </span>
      ),
  },
  {
    id: "auc",
    header: "AUC",
    width: 64,
    align: "right",
    wideOnly: true,
    hint: "0.5 is a coin",
    sort: ({ scores }) => scores?.overall.auc ?? null,
    csv: ({ scores }) => String(scores?.overall.auc ?? ""),
    cell: ({ scores }) => known(scores?.overall.auc, { text: fixed(3), reason: NO_SCORES }),
  },
  {
    id: "net",
    header: "Net return",
    width: 92,
    align: "right",
    wideOnly: true,
    hint: "Of the balance along the test windows, after all costs",
    sort: ({ scores }) => scores?.trading?.netReturn ?? null,
    csv: ({ scores }) => String(scores?.trading?.netReturn ?? ""),
    cell: ({ scores }) =>
      known(scores?.trading?.netReturn, { text: change, reason: "It was not traded out of sample", isSigned: true }),
  },
  {
    id: "deflated",
    header: "Deflated Sharpe",
    width: 116,
    align: "right",
    roomyOnly: true,
    hint: "Chance that it is not luck, given all trials",
    sort: ({ scores }) => scores?.trading?.deflatedSharpe ?? null,
    csv: ({ scores }) => String(scores?.trading?.deflatedSharpe ?? ""),
    cell: ({ scores }) =>
      known(scores?.trading?.deflatedSharpe, { text: fixed(3), reason: "Needs a Sharpe ratio and its trials" }),
  },
  {
    id: "pbo",
    header: "PBO",
    width: 72,
    align: "right",
    roomyOnly: true,
    hint: "Probability of overfitting",
    sort: ({ scores }) => scores?.pbo ?? null,
    csv: ({ scores }) => String(scores?.pbo ?? ""),
    cell: ({ scores }) => known(scores?.pbo, { text: share, reason: "Needs at least two trials" }),
  },
  {
    id: "gates",
    header: "Gates",
    width: 84,
    align: "right",
    wideOnly: true,
    hint: "As they would be judged now",
    sort: ({ gatesNow }) => gatesNow.filter(({ passed }) => passed).length,
    csv: ({ gatesNow }) => `${gatesNow.filter(({ passed }) => passed).length} of ${gatesNow.length}`,
    cell: ({ gatesNow }) => <GatesText gates={gatesNow} />,
  },
  {
    id: "live",
    header: "Live accuracy",
    width: 116,
    align: "right",
    hint: "Of its newest predictions whose outcome is known",
    sort: ({ live }) => live.classes?.accuracy ?? null,
    csv: ({ live }) => String(live.classes?.accuracy ?? ""),
    cell: ({ live }) =>
      live.classes === null ? (
        <Unknown reason={`${live.scored} outcomes are known, 30 are needed`} />
      ) : (
        <span className="num">
          {share(live.classes.accuracy)}
          <span className="text-muted">{` of ${live.scored}`}</span>
        </span>
      ),
  },
  {
    id: "drift",
    header: "Drift",
    width: 104,
    wideOnly: true,
    csv: ({ drift }) => drift?.level ?? "unknown",
    cell: ({ drift }) => (
      <Badge tone={DRIFT_TONES[drift?.level ?? "unknown"]} title={drift?.texts.join("\n") ?? "Not measured yet"}>
        {DRIFT_WORDS[drift?.level ?? "unknown"]}
      </Badge>
    ),
  },
];

type KnownRest = Readonly<{ text: (value: number) => string; reason: string; isSigned?: boolean }>;

function known(value: number | null | undefined, { text, reason, isSigned = false }: KnownRest) {
  if (value == null) return <Unknown reason={reason} />;
  const tone = !isSigned || value === 0 ? "" : value > 0 ? "text-up" : "text-down";
  return <span className={`num ${tone}`}>{text(value)}</span>;
}

function GatesText({ gates }: { readonly gates: VersionSummary["gatesNow"] }) {
  const failed = gates.filter(({ passed }) => !passed);
  if (gates.length === 0) return <Unknown reason="No run held it against the champion" />;
  return (
    <span
      className={`num ${failed.length === 0 ? "text-up" : "text-danger"}`}
      title={failed.map(({ text }) => text).join("\n")}
    >
      {failed.length === 0 ? "passed" : `${failed.length} failed`}
    </span>
  );
}

const ROW = 28;
const HEAD = 30;
const SHOWN_MAX = 12;

type VersionTableProps = { readonly model: string; readonly versions: readonly VersionSummary[]; readonly now: number };

export function VersionTable({ model, versions, now }: VersionTableProps) {
  const router = useRouter();
  const height = versions.length === 0 ? 120 : HEAD + ROW * Math.min(versions.length, SHOWN_MAX) + 12;
  return (
    <div style={{ height }}>
      <DataTable
        caption={`Versions of ${model}`}
        columns={versionColumns(now)}
        rows={versions}
        rowId={({ version }) => String(version)}
        initialSort={{ id: "version", desc: true }}
        onOpen={({ version }) => router.push(versionHref(model, version))}
        csvName={`versions-${model}`}
        rowClass={({ state }) => (state === "retired" ? "opacity-70" : undefined)}
        empty={
          <EmptyState
            title="No version yet"
            hint="The first run makes version 1. Refresh now, or wait for the schedule."
          />
        }
      />
    </div>
  );
}
