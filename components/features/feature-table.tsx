"use client";
import { fixed, share } from "@/components/models/score-lines";
import { LEVEL_TEXT } from "@/components/models/version/drift-panel";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/states";
import { Unknown } from "@/components/ui/unknown";
import { type FeatureRow, rangeText } from "./feature-rows";

const COLUMNS: readonly TableColumn<FeatureRow>[] = [
  {
    id: "column",
    header: "Column",
    width: 210,
    sort: ({ name }) => name,
    csv: ({ name }) => name,
    cell: ({ name }) => (
      <span className="num block truncate" title={name}>
        {name}
      </span>
    ),
  },
  {
    id: "title",
    header: "What it is",
    sort: ({ definition }) => definition.title,
    csv: ({ definition }) => definition.title,
    cell: ({ definition }) => (
      <span className="block truncate" title={definition.formula}>
        {definition.title}
      </span>
    ),
  },
  {
    id: "group",
    header: "Group",
    width: 92,
    wideOnly: true,
    sort: ({ definition }) => definition.group,
    csv: ({ definition }) => definition.group,
    cell: ({ definition }) => <span className="text-muted">{definition.group}</span>,
  },
  {
    id: "unit",
    header: "Unit, range",
    width: 150,
    roomyOnly: true,
    csv: ({ definition }) => `${definition.unit}, ${rangeText(definition.range)}`,
    cell: ({ definition }) => (
      <span className="block truncate text-muted">{`${definition.unit}, ${rangeText(definition.range)}`}</span>
    ),
  },
  {
    id: "warm",
    header: "Warm-up",
    width: 76,
    align: "right",
    roomyOnly: true,
    sort: ({ definition }) => definition.warmUp,
    csv: ({ definition }) => String(definition.warmUp),
    cell: ({ definition }) => <span className="num">{definition.warmUp}</span>,
  },
  {
    id: "missing",
    header: "Missing",
    width: 78,
    align: "right",
    sort: ({ stats }) => stats?.missingShare ?? null,
    csv: ({ stats }) => String(stats?.missingShare ?? ""),
    cell: ({ stats }) =>
      stats === null ? (
        <Unknown reason="It is not reckoned yet, or cannot be" />
      ) : (
        <span className={`num ${stats.missingShare > 0.2 ? "text-warn" : ""}`}>{share(stats.missingShare)}</span>
      ),
  },
  {
    id: "psi",
    header: "PSI",
    width: 64,
    align: "right",
    hint: "Now against the champion's training; above 0.25 it is a shift",
    sort: ({ stats }) => stats?.psi ?? null,
    csv: ({ stats }) => String(stats?.psi ?? ""),
    cell: ({ stats }) =>
      stats?.psi == null ? (
        <Unknown reason="No champion was trained on this set" />
      ) : (
        <span className={`num ${LEVEL_TEXT[stats.level]}`}>{stats.psi.toFixed(2)}</span>
      ),
  },
  {
    id: "importance",
    header: "Importance",
    width: 116,
    align: "right",
    wideOnly: true,
    hint: "By how much the champion's log loss grows when it is shuffled",
    sort: ({ stats }) => stats?.importance ?? null,
    csv: ({ stats }) => String(stats?.importance ?? ""),
    cell: ({ stats }) =>
      stats?.importance == null ? (
        <Unknown reason="No champion uses it" />
      ) : (
        <span className="num">{fixed(5)(stats.importance)}</span>
      ),
  },
];

type FeatureTableProps = {
  readonly set: string;
  readonly rows: readonly FeatureRow[];
  readonly chosen: string | null;
  readonly onChoose: (column: string) => void;
};

export const FeatureTable = ({ set, rows, chosen, onChoose }: FeatureTableProps) => (
  <DataTable
    caption={`Columns of ${set}`}
    columns={COLUMNS}
    rows={rows}
    rowId={({ name }) => name}
    onOpen={({ name }) => onChoose(name)}
    rowClass={({ name }) => (name === chosen ? "bg-surface-2" : undefined)}
    csvName={`features-${set}`}
    empty={<EmptyState title="No column fits" hint="Search for less, or show all groups and intervals." />}
  />
);
