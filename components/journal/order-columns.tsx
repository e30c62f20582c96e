import { Badge } from "@/components/ui/badge";
import type { TableColumn } from "@/components/ui/data-table";
import { Marks, noSpec, type OrderRow, SymbolText, When } from "./cells";
import { type JournalDesk, specOf } from "./desk-of";
import { toAverage, toBareSize, toPrice } from "./quantity";
import { originText } from "./signal-view";
import { stateTone } from "./state-tone";

export const orderColumns = (desk: JournalDesk): readonly TableColumn<OrderRow>[] => [
  ...identity(desk),
  ...figures(desk),
];

function identity(desk: JournalDesk): readonly TableColumn<OrderRow>[] {
  const specFor = (row: OrderRow) => specOf(desk, row.instrumentId);
  return [
    {
      id: "at",
      header: "Decided UTC",
      width: 120,
      sort: (row) => row.decidedAt,
      cell: (row) => <When at={row.decidedAt} />,
    },
    {
      id: "id",
      header: "Order",
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
      width: 64,
      sort: (row) => row.side,
      cell: (row) => (
        <span className={row.side === "buy" ? "text-up" : "text-down"}>{row.side === "buy" ? "▲ buy" : "▼ sell"}</span>
      ),
    },
    {
      id: "state",
      header: "State",
      width: 116,
      sort: (row) => row.state,
      cell: (row) => <Badge tone={stateTone(row)}>{row.state.toLowerCase().replaceAll("_", " ")}</Badge>,
    },
  ];
}

function figures(desk: JournalDesk): readonly TableColumn<OrderRow>[] {
  const specFor = (row: OrderRow) => specOf(desk, row.instrumentId);
  return [
    {
      id: "size",
      header: "Filled / size",
      width: 150,
      align: "right",
      sort: (row) => row.sizeLots,
      cell: (row) => {
        const spec = specFor(row);
        return spec === null ? noSpec : `${toBareSize(spec, row.filledLots)} / ${toBareSize(spec, row.sizeLots)}`;
      },
    },
    {
      id: "price",
      header: "Price",
      width: 104,
      align: "right",
      hint: "Average price of what filled, else the limit",
      sort: (row) => row.limitTicks,
      cell: (row) => {
        const spec = specFor(row);
        if (spec === null) return noSpec;
        return (
          toAverage(spec, row.filledAtoms, row.filledLots)?.slice(0, -2) ??
          (row.limitTicks === null ? "market" : toPrice(spec, row.limitTicks))
        );
      },
    },
    { id: "origin", header: "By", width: 150, sort: (row) => row.origin, cell: originText },
    {
      id: "why",
      header: "Why",
      cell: (row) => <span className="text-muted">{row.reason?.text ?? row.note ?? ""}</span>,
    },
    { id: "marks", header: "Notes", width: 110, cell: (row) => <Marks row={row} /> },
  ];
}
