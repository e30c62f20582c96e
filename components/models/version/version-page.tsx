"use client";
/** One version: what it is worth in a sentence, then everything that the sentence rests on. */
import { useQuery } from "@tanstack/react-query";
import { Cpu } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "@/components/frame/trpc";
import { Crumbs } from "@/components/models/crumbs";
import { headlineOf } from "@/components/models/headline";
import { agoText, toMinute } from "@/components/models/spans";
import { useNow } from "@/components/models/use-now";
import type { VersionDetail } from "@/components/models/views";
import { modelHref, STATE_MEANING, STATE_TONES } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { EmptyState, ErrorState, LoadingRows, StaleNote } from "@/components/ui/states";
import { CalibrationPanel } from "./calibration-panel";
import { ConfusionPanel } from "./confusion-panel";
import { CurvesPanel } from "./curves-panel";
import { DriftPanel } from "./drift-panel";
import { EquityPanel } from "./equity-panel";
import { EventsPanel } from "./events-panel";
import { FoldsPanel } from "./folds-panel";
import { GatesPanel } from "./gates-panel";
import { ImportancePanel } from "./importance-panel";
import { LineagePanel } from "./lineage-panel";
import { PredictionsPanel } from "./predictions-panel";
import { ScoresPanel } from "./scores-panel";
import { VersionActions } from "./version-actions";

const LOOK_MILLIS = 5_000;

type VersionPageProps = {
  readonly model: string;
  readonly version: number;
  /** As the server knew it when it rendered the page; null when it could not tell. */
  readonly first: VersionDetail | null;
  readonly now: number;
};

export function VersionPage({ model, version, first, now }: VersionPageProps) {
  const trpc = useTRPC();
  const answer = useQuery({
    ...trpc.models.version.queryOptions({ model, version }),
    ...(first === null ? {} : { initialData: first }),
    refetchInterval: LOOK_MILLIS,
  });
  const champion = useQuery(trpc.models.get.queryOptions({ model })).data?.model.championVersion ?? null;
  const present = useNow(now);
  const detail = answer.data;
  return (
    <div className="flex min-h-full flex-col">
      <Crumbs
        trail={[
          { href: "/models", label: "Models" },
          { href: modelHref(model), label: model },
        ]}
        title={`Version ${version}`}
      >
        {detail === undefined ? null : <Head detail={detail} championVersion={champion} now={present} />}
      </Crumbs>
      {detail === undefined ? (
        answer.error === null ? (
          <LoadingRows label="Loading the version" rows={14} />
        ) : (
          <ErrorState title={`Version ${version} could not be read`} reason={answer.error.message} />
        )
      ) : (
        <>
          {answer.error === null ? null : (
            <StaleNote>The newest state could not be read: {answer.error.message}</StaleNote>
          )}
          {detail.fileProblem === null ? null : (
            <p role="alert" data-testid="file-problem" className="bg-danger/12 px-2.5 py-1.5 text-danger text-sm">
              {`${detail.fileProblem}. A desk that starts cannot ask it: bring the file back, or let another version take its place.`}
            </p>
          )}
          <Body detail={detail} now={present} />
        </>
      )}
    </div>
  );
}

type BodyProps = { readonly detail: VersionDetail; readonly now: number };

type HeadProps = BodyProps & { readonly championVersion: number | null };

const CROWNED = ["promoted", "rolled-back"];

function Head({ detail: { version, summary, events }, championVersion, now }: HeadProps) {
  return (
    <>
      <Badge tone={STATE_TONES[version.state]} title={STATE_MEANING[version.state]}>
        {version.state}
      </Badge>
      <time className="text-muted text-xs" title={`${toMinute(version.createdAt)} UTC`}>
        {`${version.origin === "trained" ? "trained" : "brought along"} ${agoText(version.createdAt, now)}`}
      </time>
      <span className="ml-auto flex flex-wrap items-center gap-2">
        <Link
          href={compareHref({ model: version.model, a: championVersion, b: version.version })}
          className="text-accent text-sm underline-offset-4 hover:underline"
        >
          Compare
        </Link>
        <VersionActions
          summary={summary}
          championVersion={championVersion}
          wasChampion={events.some(({ kind }) => CROWNED.includes(kind))}
        />
      </span>
    </>
  );
}

type Pair = Readonly<{ model: string; a: number | null; b: number }>;

const compareHref = ({ model, a, b }: Pair): string =>
  `${modelHref(model)}/compare?${a === null || a === b ? "" : `a=${a}&`}b=${b}`;

function Body({ detail, now }: BodyProps) {
  const { version, summary, drift, predictions, events } = detail;
  const { manifest } = version;
  const { scores } = manifest;
  return (
    <>
      <p className="max-w-240 px-3 py-3 text-lg" data-testid="headline">
        {headlineOf(manifest)}
      </p>
      <div data-testid="version" className="grid grid-cols-1 gap-px border-line border-t bg-line xl:grid-cols-2">
        {scores === null ? (
          <div className="bg-surface-1 xl:col-span-2">
            <EmptyState
              icon={Cpu}
              title="No scores came with the file"
              hint="Put it in shadow: its predictions are scored as their outcomes arrive."
            />
          </div>
        ) : (
          <>
            <ScoresPanel scores={scores} />
            <EquityPanel equity={scores.equity} />
            <div className="bg-surface-1 xl:col-span-2">
              <FoldsPanel folds={scores.folds} />
            </div>
            <CalibrationPanel scores={scores} />
            <ConfusionPanel confusion={scores.confusion} classes={manifest.output.classes} />
            <ImportancePanel importance={scores.importance} />
            <CurvesPanel curves={scores.curves} />
          </>
        )}
        <GatesPanel gates={summary.gatesNow} />
        <DriftPanel report={drift} now={now} />
        <div className="min-w-0 bg-surface-1 xl:col-span-2">
          <PredictionsPanel rows={predictions} classes={manifest.output.classes} live={summary.live} />
        </div>
        <LineagePanel version={version} />
        <EventsPanel events={events} now={now} title="What was done with it" />
      </div>
    </>
  );
}
