import { toSignedMoney } from "@/components/frame/money-format";
import type { TableColumn } from "@/components/ui/data-table";
import { toDuration } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import { Marks, noSpec, type OrderRow, SymbolText, type TripRow, When } from "./cells";
import { type JournalDesk, specOf } from "./desk-of";
import { toBareSize } from "./quantity";
import { originText } from "./signal-view";

export const tripColumns = (desk: JournalDesk): readonly TableColumn<TripRow>[] => [
  ...identity(desk),
  ...figures(desk),
];

function identity(desk: JournalDesk): readonly TableColumn<TripRow>[] {
  const specFor = (row: TripRow) => specOf(desk, row.instrumentId);
  return [
    {
      id: "at",
      header: "Closed UTC",
      width: 120,
      sort: (row) => row.closedAt,
      cell: (row) => <When at={row.closedAt} />,
    },
    {
      id: "id",
      header: "Trade",
      width: 76,
      sort: (row) => row.id,
      cell: (row) => <span className="num">{row.id}</span>,
    },
    {
      id: "symbol",
      header: "Instrument",
      width: 104,
      sort: (row) => row.instrumentId,
      cell: (row) => <SymbolText spec={specFor(row)} id={row.instrumentId} />,
    },
    {
      id: "side",
      header: "Side",
      width: 72,
      hint: "Long when it was opened by a purchase, short when by a sale",
      sort: (row) => row.opened,
      cell: ({ opened }) =>
        opened === null ? (
          <Unknown reason="The order that opened it is not known" />
        ) : (
          <span className={opened === "buy" ? "text-up" : "text-down"}>{opened === "buy" ? "▲ long" : "▼ short"}</span>
        ),
    },
    {
      id: "pnl",
      header: "Result",
      width: 100,
      align: "right",
      hint: "After fees, in quote units",
      sort: (row) => row.pnlAtoms,
      cell: (row) => (
        <span className={row.pnlAtoms > 0n ? "text-up" : row.pnlAtoms < 0n ? "text-down" : ""}>
          {row.pnlAtoms > 0n ? "▲ " : row.pnlAtoms < 0n ? "▼ " : ""}
          {toSignedMoney(row.pnlAtoms)}
        </span>
      ),
    },
  ];
}

function figures(desk: JournalDesk): readonly TableColumn<TripRow>[] {
  const specFor = (row: TripRow) => specOf(desk, row.instrumentId);
  return [
    {
      id: "size",
      header: "Size",
      width: 96,
      align: "right",
      sort: (row) => row.boughtLots,
      cell: (row) => {
        const spec = specFor(row);
        return spec === null ? noSpec : toBareSize(spec, row.boughtLots);
      },
    },
    {
      id: "held",
      header: "Held",
      width: 96,
      align: "right",
      sort: (row) => row.closedAt - row.openedAt,
      cell: (row) => toDuration(row.closedAt - row.openedAt),
    },
    {
      id: "fees",
      header: "Fees",
      width: 84,
      align: "right",
      sort: (row) => row.feesAtoms,
      cell: (row) => toSignedMoney(0n - row.feesAtoms),
    },
    {
      id: "origin",
      header: "By",
      width: 150,
      sort: (row) => row.origin,
      cell: (row) => originText({ origin: row.origin as OrderRow["origin"] }),
    },
    {
      id: "why",
      header: "Why it was closed",
      cell: (row) => <span className="text-muted">{row.exitNote ?? "closed by hand"}</span>,
    },
    { id: "marks", header: "Notes", width: 110, cell: (row) => <Marks row={row} /> },
  ];
}
