"use client";
/** One model: its versions, its runs, when it is refreshed, how it is made and what it must show. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { ErrorState, LoadingRows, StaleNote } from "@/components/ui/states";
import { Tabs } from "@/components/ui/tabs";
import { Crumbs } from "./crumbs";
import { NextRefresh, Standing } from "./list/model-card";
import { RunStrip } from "./list/run-strip";
import { UploadButton } from "./list/upload-dialog";
import { VersionTable } from "./list/version-table";
import { MODEL_TABS, type ModelTab, modelParams } from "./models-params";
import { RefreshButton } from "./run/refresh-button";
import { RunsPanel } from "./run/runs-panel";
import { GatesEditor } from "./settings/gates-editor";
import { PromotionEditor } from "./settings/promotion-editor";
import { toInput } from "./settings/recipe-draft";
import { RecipeEditor } from "./settings/recipe-editor";
import { SchedulesEditor } from "./settings/schedules-editor";
import { useNow } from "./use-now";
import { EventsPanel } from "./version/events-panel";
import type { ModelDetail } from "./views";
import { instrumentsText, labelText, modelHref } from "./words";

const LOOK_MILLIS = 2_000;

const TAB_NAMES: Readonly<Record<ModelTab, string>> = {
  versions: "Versions",
  runs: "Runs",
  refresh: "Refresh",
  recipe: "Recipe",
  gates: "Gates",
  log: "Log",
};

type ModelPageProps = {
  readonly name: string;
  /** As the server knew it when it rendered the page; null when it could not tell. */
  readonly first: ModelDetail | null;
  readonly now: number;
};

export function ModelPage({ name, first, now }: ModelPageProps) {
  const trpc = useTRPC();
  const answer = useQuery({
    ...trpc.models.get.queryOptions({ model: name }),
    ...(first === null ? {} : { initialData: first }),
    refetchInterval: LOOK_MILLIS,
  });
  const present = useNow(now);
  const detail = answer.data;
  if (detail === undefined) {
    return (
      <>
        <Crumbs trail={[{ href: "/models", label: "Models" }]} title={name} />
        {answer.error === null ? (
          <LoadingRows label="Loading the model" rows={10} />
        ) : (
          <ErrorState title={`The model ${name} could not be read`} reason={answer.error.message} />
        )}
      </>
    );
  }
  return (
    <div className="flex min-h-full flex-col" data-testid="model-page">
      <Head detail={detail} now={present} />
      {answer.error === null ? null : <StaleNote>The newest state could not be read: {answer.error.message}</StaleNote>}
      {detail.run === null ? null : (
        <div className="border-line border-b">
          <RunStrip run={detail.run} />
        </div>
      )}
      <Parts detail={detail} now={present} />
    </div>
  );
}

type DetailProps = { readonly detail: ModelDetail; readonly now: number };

function Head({ detail, now }: DetailProps) {
  const { model, versions, trials } = detail;
  const compare = versions.length < 2 ? null : `${modelHref(model.name)}/compare`;
  return (
    <>
      <Crumbs trail={[{ href: "/models", label: "Models" }]} title={model.title}>
        <Standing view={detail} />
        <span className="ml-auto flex flex-wrap items-center gap-2">
          <NextRefresh view={detail} now={now} />
          {compare === null ? null : (
            <Link href={compare} className="text-accent text-sm underline-offset-4 hover:underline">
              Compare
            </Link>
          )}
          <UploadButton model={model.name} />
          <RefreshButton model={model.name} isRunning={detail.run !== null} />
        </span>
      </Crumbs>
      <p className="px-3 py-2 text-muted text-sm">
        {`Foresees ${labelText(model.recipe.label)} of ${instrumentsText(model.recipe.instrumentIds)}. `}
        {`${trials.toLocaleString("en").replaceAll(",", "\u202f")} trials are counted so far; each makes the deflated Sharpe ratio stricter.`}
      </p>
    </>
  );
}

function Parts({ detail, now }: DetailProps) {
  const [{ tab }, setParams] = useQueryStates(modelParams);
  const { model } = detail;
  const content: Readonly<Record<ModelTab, ReactNode>> = {
    versions: <VersionTable model={model.name} versions={detail.versions} now={now} />,
    runs: <RunsPanel model={model.name} now={now} />,
    refresh: <Refresh detail={detail} now={now} />,
    recipe: <Recipe detail={detail} />,
    gates: <GatesTab detail={detail} />,
    log: <EventsPanel events={detail.events} now={now} title="What was done" isOfModel />,
  };
  return (
    <Tabs
      label="Parts of the model"
      value={tab}
      onChange={(id) => void setParams({ tab: MODEL_TABS.find((one) => one === id) ?? "versions" })}
      className="flex-1 bg-surface-1"
      items={MODEL_TABS.map((id) => ({ id, label: TAB_NAMES[id], content: content[id] }))}
    />
  );
}

/** Edits are a model's own rows: each says which field, and why. */
function useEdit(model: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const edit = useMutation(
    trpc.models.edit.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.models.pathKey() }),
    }),
  );
  type Edit = Parameters<typeof edit.mutateAsync>[0]["edit"];
  return async (change: Edit, why: string): Promise<void> => {
    await edit.mutateAsync({ model, why, edit: change });
  };
}

function Refresh({ detail: { model }, now }: DetailProps) {
  const edit = useEdit(model.name);
  return (
    <SchedulesEditor
      key={JSON.stringify(model.schedules)}
      schedules={model.schedules}
      now={now}
      onSave={(schedules, why) => edit({ schedules: [...schedules] }, why)}
    />
  );
}

function Recipe({ detail: { model } }: Pick<DetailProps, "detail">) {
  const edit = useEdit(model.name);
  const options = useQuery(useTRPC().models.options.queryOptions());
  if (options.data === undefined) {
    return options.error === null ? (
      <LoadingRows label="Loading what a recipe can be made of" />
    ) : (
      <ErrorState title="What a recipe can be made of could not be read" reason={options.error.message} />
    );
  }
  const { families, featureSets, instruments, quarantine } = options.data;
  return (
    <>
      <p className="border-line border-b px-2.5 py-2 text-muted text-sm">{quarantine}</p>
      <RecipeEditor
        key={JSON.stringify(model.recipe)}
        recipe={model.recipe}
        choices={{
          families: families.map(({ name }) => name),
          featureSets: featureSets.map(({ name }) => name),
          instrumentIds: instruments.map(({ id }) => id),
        }}
        onSave={(recipe, why) => edit({ recipe: toInput(recipe) }, why)}
      />
    </>
  );
}

function GatesTab({ detail: { model } }: Pick<DetailProps, "detail">) {
  const edit = useEdit(model.name);
  return (
    <>
      <GatesEditor
        key={JSON.stringify(model.gates)}
        gates={model.gates}
        onSave={(gates, why) => edit({ gates }, why)}
      />
      <PromotionEditor
        key={model.promotion}
        promotion={model.promotion}
        onSave={(promotion, why) => edit({ promotion }, why)}
      />
    </>
  );
}
