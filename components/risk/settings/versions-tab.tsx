"use client";
/** Every version of the settings: who, when, why, and what it changed; any of them can be looked at in whole. */
import { useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { useLive } from "@/components/frame/use-live";
import { type RiskVersion, useRisk } from "@/components/risk/risk-context";
import { riskParams } from "@/components/risk/risk-params";
import { valueText } from "@/components/risk/values";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { toDateTime, toIsoMicros } from "@/components/ui/time-format";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { DiffTable } from "./change-panel";
import { settingRows } from "./profile-rows";
import { useVersions } from "./use-versions";
import { diffLines, METHOD_NAMES, PROFILE_NAMES } from "./words";

const versionOf = (view: RiskView | null): number | null => view?.version ?? null;

export function VersionsTab({ first }: { readonly first: readonly RiskVersion[] }) {
  const { rows, list } = useVersions(first);
  const [picked, setPicked] = useQueryState("version", riskParams.version);
  const inForce = useLive(useRisk().view, versionOf) ?? rows[0]?.version ?? null;
  if (rows.length === 0 && list.error !== null)
    return <ErrorState title="The versions could not be read" reason={list.error.message} />;
  if (rows.length === 0)
    return <EmptyState title="No version yet" hint="The desk writes its first one with its first event." />;
  const shown = rows.find(({ version }) => version === picked) ?? null;
  return (
    <div className="relative grid h-full min-h-0 grid-rows-[minmax(0,1fr)] overflow-y-auto md:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] md:overflow-hidden">
      <ol className="relative flex flex-col md:overflow-y-auto" data-testid="versions">
        {rows.map((row) => (
          <Version
            key={row.version}
            row={row}
            isInForce={row.version === inForce}
            isShown={row.version === shown?.version}
            onShow={() => void setPicked(row.version === shown?.version ? null : row.version)}
          />
        ))}
        {list.hasNextPage ? (
          <li className="p-3">
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show older versions
            </Button>
          </li>
        ) : null}
      </ol>
      <aside
        aria-label="One version"
        className="relative border-line border-t md:overflow-y-auto md:border-t-0 md:border-l"
      >
        {shown === null ? <NoVersion picked={picked} /> : <Numbers row={shown} />}
      </aside>
    </div>
  );
}

/** An address may name one that there is not, or that is further back than what was read. */
const NoVersion = ({ picked }: { readonly picked: number | null }) =>
  picked === null ? (
    <EmptyState title="No version chosen" hint="Choose one to see all of its numbers." />
  ) : (
    <EmptyState
      title={`Version ${picked} is not in the list`}
      hint="Choose one of those that are, or show older ones."
    />
  );

type VersionProps = {
  readonly row: RiskVersion;
  readonly isInForce: boolean;
  readonly isShown: boolean;
  readonly onShow: () => void;
};

function Version({ row, isInForce, isShown, onShow }: VersionProps) {
  return (
    <li
      data-version={row.version}
      className={`border-line border-b px-3 py-2 ${isShown ? "bg-surface-2 shadow-[inset_2px_0_0_var(--accent)]" : ""}`}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="font-medium">{`Version ${row.version}`}</span>
        {isInForce ? <Badge tone="accent">in force</Badge> : null}
        <time dateTime={toIsoMicros(row.at)} title={toIsoMicros(row.at)} className="num text-muted text-xs">
          {toDateTime(row.at)} UTC
        </time>
        <span className="text-muted text-xs">{whoText(row)}</span>
        <Button size="sm" className="ml-auto" aria-pressed={isShown} onClick={onShow}>
          {isShown ? "Hide its numbers" : "All its numbers"}
        </Button>
      </div>
      <p className="mt-0.5 break-words text-sm">{row.why}</p>
      {row.diff.length === 0 ? null : (
        <div className="mt-1 max-w-140">
          <DiffTable lines={diffLines(row.diff)} />
        </div>
      )}
    </li>
  );
}

const whoText = ({ who, version }: RiskVersion): string =>
  version === 1 ? "with the desk" : `by ${who ?? "the desk itself"}`;

function Numbers({ row: { version, settings } }: { readonly row: RiskVersion }) {
  const own = [
    ...Object.entries(settings.sectors).map(([asset, sector]) => [`Sector of ${asset}`, sector] as const),
    ...Object.entries(settings.strategies).map(
      ([name, { budgetPpm, dailyLossPpm, method }]) =>
        [
          name,
          `budget ${valueText("ppm", budgetPpm)}, daily loss ${valueText("ppm", dailyLossPpm)}, sizing ${method === null ? "as the desk" : METHOD_NAMES[method]}`,
        ] as const,
    ),
  ];
  return (
    <div className="p-3">
      <h2 className="font-medium text-sm">{`Version ${version}, from ${PROFILE_NAMES[settings.profile].toLowerCase()}`}</h2>
      <dl className="mt-2 text-sm">
        {settingRows(settings).map(({ path, label, text }) => (
          <Line key={path} name={label}>
            {text}
          </Line>
        ))}
        {own.map(([name, text]) => (
          <Line key={name} name={name}>
            {text}
          </Line>
        ))}
      </dl>
    </div>
  );
}

const Line = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex gap-3 border-line/60 border-b py-1">
    <dt className="min-w-0">{name}</dt>
    <dd className="num ml-auto whitespace-nowrap text-right">{children}</dd>
  </div>
);
