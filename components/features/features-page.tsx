"use client";
/** Feature sets: what each column is, how it is spread now against training, what moves together, what is stored. */
import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { type ReactNode, useDeferredValue } from "react";
import { useDesk } from "@/components/frame/desk-context";
import { useTRPC } from "@/components/frame/trpc";
import { Crumbs } from "@/components/models/crumbs";
import { shortHash } from "@/components/models/version/lineage";
import { instrumentName } from "@/components/models/words";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { Tabs } from "@/components/ui/tabs";
import { INTERVALS } from "@/server/domain/candle";
import { CorrelationMap } from "./correlation-map";
import { CoverageTab } from "./coverage-tab";
import { FeatureCard } from "./feature-card";
import { featureRows, groupsOf, intervalsOf } from "./feature-rows";
import { FeatureTable } from "./feature-table";
import { FEATURE_TABS, type FeatureTab, featureParams } from "./features-params";
import type { FeatureCatalog, FeatureStats } from "./views";

export function FeaturesPage({ catalog }: { readonly catalog: FeatureCatalog }) {
  const [params, setParams] = useQueryStates(featureParams);
  const set = catalog.sets.find(({ name }) => name === params.set) ?? catalog.sets[0];
  if (set === undefined) return <EmptyState title="This build has no feature set" />;
  return (
    <div className="flex h-full min-h-0 flex-col" data-testid="features-page">
      <Crumbs trail={[]} title="Features">
        <Select
          label="Feature set"
          value={set.name}
          options={catalog.sets.map(({ name, columns }) => ({ value: name, label: name, hint: `${columns.length}` }))}
          onChange={(name) => void setParams({ set: name, column: null, group: null, interval: null })}
        />
        <span className="text-muted text-xs">
          {`version ${set.version}, ${set.columns.length} columns, made at each ${set.grid === "1s" ? "second" : `${set.grid} bar's end`}, hash `}
          <span className="num" title={set.hash}>
            {shortHash(set.hash)}
          </span>
        </span>
      </Crumbs>
      <OfSet catalog={catalog} set={set.name} />
    </div>
  );
}

type OfSetProps = { readonly catalog: FeatureCatalog; readonly set: string };

const TAB_NAMES: Readonly<Record<FeatureTab, string>> = {
  columns: "Columns",
  correlation: "Correlation",
  coverage: "Coverage",
};

function OfSet({ catalog, set }: OfSetProps) {
  const [params, setParams] = useQueryStates(featureParams);
  const desk = useDesk();
  const instruments = desk?.instruments.map(({ id }) => id) ?? [];
  const instrumentId = params.instrument === "" ? (instruments[0] ?? "") : params.instrument;
  const intervals = intervalsOf(catalog, set);
  // A set of hundreds of columns is reckoned an interval at a time.
  const interval = INTERVALS.find((one) => one === params.interval && intervals.includes(one)) ?? null;
  const stats = useQuery({
    ...useTRPC().features.stats.queryOptions({ set, instrumentId, interval }),
    enabled: instrumentId !== "" && params.tab !== "coverage",
    staleTime: STATS_FRESH_MILLIS,
  });
  const answer = stats.data ?? null;
  const content: Readonly<Record<FeatureTab, ReactNode>> = {
    columns: <ColumnsTab catalog={catalog} set={set} answer={answer} />,
    correlation: <CorrelationTab answer={answer} problem={stats.error?.message ?? null} />,
    coverage: <CoverageTab set={set} hash={catalog.sets.find(({ name }) => name === set)?.hash ?? ""} />,
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-line border-b bg-surface-1 px-3 py-1.5">
        <Field
          label="Find"
          value={params.q}
          onChange={(q) => void setParams({ q })}
          mono={false}
          className="w-52"
          data-testid="feature-search"
        />
        <Choice
          label="Group"
          all="All groups"
          value={params.group}
          values={groupsOf(catalog, set)}
          onChange={(group) => void setParams({ group })}
        />
        <Choice
          label="Interval"
          all="All intervals"
          value={params.interval}
          values={intervals}
          onChange={(one) => void setParams({ interval: one })}
        />
        {instruments.length === 0 ? null : (
          <Select
            label="Instrument whose values are shown"
            value={instrumentId}
            options={instruments.map((value) => ({ value, label: instrumentName(value) }))}
            onChange={(instrument) => void setParams({ instrument })}
          />
        )}
        <span role="status" className="text-muted text-xs">
          {stats.isFetching ? "Reckoning the newest rows…" : (stats.error?.message ?? answer?.problem ?? "")}
        </span>
      </div>
      <Tabs
        label="Parts of the features"
        value={params.tab}
        onChange={(id) => void setParams({ tab: FEATURE_TABS.find((one) => one === id) ?? "columns" })}
        className="min-h-0 flex-1 bg-surface-1"
        items={FEATURE_TABS.map((id) => ({ id, label: TAB_NAMES[id], content: content[id] }))}
      />
    </>
  );
}

const STATS_FRESH_MILLIS = 60_000;

type ChoiceProps = {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
};

const Choice = ({ label, all, value, values, onChange }: ChoiceProps) => (
  <Select
    label={label}
    value={values.includes(value) ? value : "all"}
    options={[{ value: "all", label: all }, ...values.map((one) => ({ value: one, label: one }))]}
    onChange={onChange}
  />
);

type AnswerProps = { readonly answer: FeatureStats | null };

function ColumnsTab({ catalog, set, answer }: OfSetProps & AnswerProps) {
  const [params, setParams] = useQueryStates(featureParams);
  const rows = useDeferredValue(featureRows(catalog, answer?.columns ?? [], { ...params, set }));
  const chosen = rows.find(({ name }) => name === params.column) ?? null;
  return (
    <div
      className={`grid h-full min-h-0 grid-cols-1 gap-px bg-line lg:grid-cols-[minmax(0,1fr)_26rem] lg:grid-rows-[minmax(0,1fr)] ${chosen === null ? "" : "grid-rows-[minmax(0,1fr)_minmax(0,1fr)]"}`}
    >
      <div className="min-h-0 bg-surface-1">
        <FeatureTable
          set={set}
          rows={rows}
          chosen={chosen?.name ?? null}
          onChoose={(column) => void setParams({ column })}
        />
      </div>
      <aside
        aria-label="One feature"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className={`relative min-h-0 overflow-y-auto bg-surface-1 ${chosen === null ? "hidden lg:block" : ""}`}
      >
        {chosen === null ? (
          <EmptyState title="No column chosen" hint="Choose one to see its formula, its source and how it is spread." />
        ) : (
          <FeatureCard row={chosen} answer={answer} />
        )}
      </aside>
    </div>
  );
}

function CorrelationTab({ answer, problem }: AnswerProps & { readonly problem: string | null }) {
  if (problem !== null) return <ErrorState title="The correlations could not be reckoned" reason={problem} />;
  if (answer === null) return <LoadingRows label="Reckoning the correlations" rows={10} />;
  if (answer.problem !== "") return <EmptyState title="There is nothing to correlate" hint={answer.problem} />;
  if (answer.correlation === null)
    return (
      <EmptyState
        title={`${answer.columns.length} columns are too many for a picture`}
        hint="Choose an interval above: each is drawn by itself."
      />
    );
  return (
    <div className="relative h-full overflow-y-auto">
      <CorrelationMap names={answer.columns.map(({ column }) => column)} matrix={answer.correlation} />
    </div>
  );
}
