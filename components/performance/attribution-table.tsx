"use client";
import { useMemo } from "react";
import { toSignedMoney } from "@/components/frame/money-format";
import type { JournalDesk } from "@/components/journal/desk-of";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { keyText } from "./key-text";
import { shownParts } from "./part-words";
import type { Attribution } from "./views";
import type { Group } from "./window-words";

type Row = Attribution["groups"][Group][number];

type AttributionTableProps = {
  readonly desk: JournalDesk;
  readonly attribution: Attribution;
  readonly by: Group;
  readonly title: string;
};

/** A row for each group, a column for each part. */
export function AttributionTable({ desk, attribution, by, title }: AttributionTableProps) {
  const columns = useMemo(
    () => columnsOf(attribution, title, (key) => keyText(desk, by, key)),
    [attribution, title, desk, by],
  );
  return (
    <DataTable
      key={by}
      caption={`Profit and loss by ${title.toLowerCase()}`}
      columns={columns}
      rows={attribution.groups[by]}
      rowId={({ key }) => key}
      initialSort={
        by === "day"
          ? { id: "key", desc: true }
          : by === "hour"
            ? { id: "key", desc: false }
            : { id: "total", desc: true }
      }
      empty={<p className="p-3 text-muted text-sm">Nothing was held or traded in this window.</p>}
      className="max-h-96"
    />
  );
}

function columnsOf(
  attribution: Attribution,
  title: string,
  nameOfKey: (key: string) => string,
): readonly TableColumn<Row>[] {
  const money = (atoms: bigint) => (
    <span className={`num ${atoms > 0n ? "text-up" : atoms < 0n ? "text-down" : "text-muted"}`}>
      {toSignedMoney(atoms)}
    </span>
  );
  return [
    {
      id: "key",
      header: title,
      width: 132,
      sort: ({ key }) => key,
      cell: ({ key }) => nameOfKey(key),
    },
    {
      id: "total",
      header: "Total",
      width: 92,
      align: "right",
      hint: `In ${attribution.currency}; all rows together are the change of equity`,
      sort: ({ totalAtoms }) => totalAtoms,
      cell: ({ totalAtoms }) => money(totalAtoms),
    },
    ...shownParts(attribution.total.parts).map(
      ({ name, label, hint }): TableColumn<Row> => ({
        id: name,
        header: label,
        width: name === "adverseSelectionAtoms" ? 116 : 84,
        align: "right",
        hint,
        sort: ({ parts }) => parts[name],
        cell: ({ parts }) => money(parts[name]),
        wideOnly: name === "latencyAtoms" || name === "waitingAtoms",
      }),
    ),
    {
      id: "fills",
      header: "Fills",
      width: 60,
      align: "right",
      sort: ({ fills }) => fills,
      cell: ({ fills }) => <span className="num">{fills}</span>,
    },
  ];
}
