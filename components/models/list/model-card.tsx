"use client";
/** One model: what it foresees, who is champion, when it is trained next, and its versions. */
import Link from "next/link";
import { RefreshButton } from "@/components/models/run/refresh-button";
import { agoText, toMinute } from "@/components/models/spans";
import type { ModelView } from "@/components/models/views";
import {
  DRIFT_TONES,
  DRIFT_WORDS,
  instrumentsText,
  labelText,
  modelHref,
  versionHref,
} from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { RunStrip } from "./run-strip";
import { VersionTable } from "./version-table";

type CardProps = { readonly view: ModelView; readonly now: number };

export function ModelCard({ view, now }: CardProps) {
  const { model, versions, run, lastRun } = view;
  const failed = run === null && lastRun?.state === "failed" ? lastRun : null;
  return (
    <section aria-label={model.title} data-model={model.name} className="flex flex-col gap-px bg-line">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-surface-1 px-3 py-2">
        <h2 className="font-semibold text-lg">
          <Link href={modelHref(model.name)} className="underline-offset-4 hover:underline">
            {model.title}
          </Link>
        </h2>
        <Standing view={view} />
        <span className="ml-auto flex items-center gap-2">
          <NextRefresh view={view} now={now} />
          <RefreshButton model={model.name} isRunning={run !== null} />
        </span>
        <p className="w-full text-muted text-sm">
          {`Foresees ${labelText(model.recipe.label)} of ${instrumentsText(model.recipe.instrumentIds)}.`}
        </p>
      </header>
      {run === null ? null : <RunStrip run={run} />}
      {failed === null ? null : <RunStrip run={failed} />}
      <div className="bg-surface-1">
        <VersionTable model={model.name} versions={versions} now={now} />
      </div>
    </section>
  );
}

export function Standing({ view: { model, versions } }: Pick<CardProps, "view">) {
  const champion = versions.find(({ version }) => version === model.championVersion);
  const shadows = versions.filter(({ state }) => state === "shadow");
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {champion === undefined ? (
        <Badge title="Nothing trades on this model until a version is promoted">no champion</Badge>
      ) : (
        <Link href={versionHref(model.name, champion.version)}>
          <Badge tone="accent">{`champion ${champion.version}`}</Badge>
        </Link>
      )}
      {shadows.map(({ version }) => (
        <Link key={version} href={versionHref(model.name, version)}>
          <Badge tone="ours">{`shadow ${version}`}</Badge>
        </Link>
      ))}
      {champion?.drift == null ? null : (
        <Badge tone={DRIFT_TONES[champion.drift.level]} title={champion.drift.texts.join("\n")}>
          {DRIFT_WORDS[champion.drift.level]}
        </Badge>
      )}
    </span>
  );
}

export function NextRefresh({ view, now }: CardProps) {
  const times = view.schedules.flatMap(({ isEnabled, nextAt }) => (isEnabled && nextAt !== null ? [nextAt] : []));
  const next = times.length === 0 ? null : Math.min(...times);
  return (
    <span className="text-muted text-xs">
      {next === null ? (
        "refreshed by hand only"
      ) : (
        <>
          next refresh{" "}
          <time className="num" title={`${toMinute(next)} UTC`}>
            {agoText(next, now)}
          </time>
        </>
      )}
    </span>
  );
}
