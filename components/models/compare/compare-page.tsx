"use client";
/** Two versions of a model side by side: the same figures, which way they differ, walk by walk, and how often they agree. */
import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useTRPC } from "@/components/frame/trpc";
import { Crumbs } from "@/components/models/crumbs";
import { headlineOf } from "@/components/models/headline";
import { compareParams } from "@/components/models/models-params";
import { share } from "@/components/models/score-lines";
import type { ModelDetail, VersionDetail } from "@/components/models/views";
import { modelHref, STATE_TONES } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { compareRows, sharedFolds, verdictText } from "./compare";
import { CompareFolds } from "./compare-folds";
import { CompareTable } from "./compare-table";

export function ComparePage({ model }: { readonly model: string }) {
  const trpc = useTRPC();
  const detail = useQuery(trpc.models.get.queryOptions({ model }));
  return (
    <>
      <Crumbs
        trail={[
          { href: "/models", label: "Models" },
          { href: modelHref(model), label: model },
        ]}
        title="Compare"
      />
      {detail.data === undefined ? (
        detail.error === null ? (
          <LoadingRows label="Loading the versions" />
        ) : (
          <ErrorState title={`The model ${model} could not be read`} reason={detail.error.message} />
        )
      ) : (
        <OfModel detail={detail.data} />
      )}
    </>
  );
}

function OfModel({ detail: { model, versions } }: { readonly detail: ModelDetail }) {
  const [params, setParams] = useQueryStates(compareParams);
  const [newest, before] = versions.map(({ version }) => version);
  const b = params.b ?? newest ?? null;
  const champion = model.championVersion === b ? null : model.championVersion;
  const a = params.a ?? champion ?? (before === b ? newest : before) ?? null;
  if (a === null || b === null || versions.length < 2)
    return <EmptyState title="There are not two versions yet" hint="The next run makes another one to compare with." />;
  const options = versions.map(({ version, state }) => ({
    value: String(version),
    label: `Version ${version}`,
    hint: state,
  }));
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-line border-b bg-surface-1 px-3 py-2 text-sm">
        <Select
          label="First version"
          value={String(a)}
          options={options}
          onChange={(id) => void setParams({ a: Number(id) })}
        />
        <span className="text-muted">against</span>
        <Select
          label="Second version"
          value={String(b)}
          options={options}
          onChange={(id) => void setParams({ b: Number(id) })}
        />
      </div>
      {a === b ? (
        <EmptyState title="That is the same version twice" hint="Choose another one on either side." />
      ) : (
        <Pair model={model.name} a={a} b={b} />
      )}
    </>
  );
}

type PairProps = { readonly model: string; readonly a: number; readonly b: number };

function Pair(pair: PairProps) {
  const answer = useQuery(useTRPC().models.compare.queryOptions(pair));
  if (answer.data === undefined) {
    return answer.error === null ? (
      <LoadingRows label="Comparing" rows={12} />
    ) : (
      <ErrorState title="They could not be compared" reason={answer.error.message} />
    );
  }
  const { a, b, agreement } = answer.data;
  const [left, right] = [a.version.manifest.scores, b.version.manifest.scores];
  const rows = compareRows(left, right);
  return (
    <div data-testid="compare">
      <p className="px-3 py-3 text-lg" data-testid="verdict">
        {`Version ${pair.b} against version ${pair.a}: ${verdictText(rows)} `}
        {agreement.share === null
          ? "They were never asked the same question live."
          : `Asked the same ${agreement.rows} questions live, they agreed on ${share(agreement.share)}.`}
      </p>
      <div className="grid grid-cols-1 gap-px border-line border-t bg-line md:grid-cols-2">
        <Side detail={a} />
        <Side detail={b} />
        <Panel title="Out of sample" className="md:col-span-2">
          <CompareTable rows={rows} names={[`Version ${pair.a}`, `Version ${pair.b}`]} />
        </Panel>
        <Panel title="Walk by walk" className="md:col-span-2">
          <CompareFolds folds={sharedFolds(left, right)} names={[`Version ${pair.a}`, `Version ${pair.b}`]} />
        </Panel>
      </div>
    </div>
  );
}

function Side({ detail: { version } }: { readonly detail: VersionDetail }) {
  return (
    <section aria-label={`Version ${version.version}`} className="bg-surface-1 p-3">
      <h2 className="flex items-center gap-2 font-medium">
        {`Version ${version.version}`}
        <Badge tone={STATE_TONES[version.state]}>{version.state}</Badge>
      </h2>
      <p className="mt-1 text-muted text-sm">{headlineOf(version.manifest)}</p>
    </section>
  );
}
