"use client";
import { X } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { TableColumn } from "@/components/ui/data-table";
import { toDuration } from "@/components/ui/time-format";
import { TimeText } from "@/components/ui/time-text";
import { displaySymbol } from "@/server/domain/display-symbol";
import { isConditional, type OrderDraft } from "@/server/domain/order";
import { AheadBar, OddsText } from "./ahead-bar";
import { OrderLink } from "./order-link";
import type { WorkingRow } from "./order-rows";
import { stopSign, termsText, typeText } from "./order-words";
import { SideText } from "./side-text";
import type { Units } from "./units";

const draftOf = (row: WorkingRow): OrderDraft => (row.kind === "order" ? row.order : row.draft);

type UnitsFor = (instrumentId: string) => Units | null;

export type WorkingColumnsInput = { readonly unitsFor: UnitsFor; readonly onRemove: (row: WorkingRow) => void };

export function workingColumns(input: WorkingColumnsInput): readonly TableColumn<WorkingRow>[] {
  return [...orderColumns(input.unitsFor), ...fateColumns(input)];
}

/** What was asked for. */
function orderColumns(unitsFor: UnitsFor): readonly TableColumn<WorkingRow>[] {
  const inUnits = (row: WorkingRow, text: (units: Units) => string) => {
    const units = unitsFor(draftOf(row).instrumentId);
    return units === null ? "–" : text(units);
  };
  return [
    {
      id: "at",
      roomyOnly: true,
      header: "UTC",
      width: 80,
      cell: (row) => (row.kind === "order" ? <TimeText atMicros={row.order.decidedAt} /> : "now"),
    },
    { id: "order", header: "Order", width: 76, cell: (row) => <OrderCell row={row} /> },
    {
      id: "symbol",
      wideOnly: true,
      header: "Instrument",
      width: 110,
      sort: (row) => draftOf(row).instrumentId,
      cell: (row) => inUnits(row, (u) => displaySymbol(u.spec)),
    },
    {
      id: "side",
      header: "Side",
      width: 60,
      sort: (row) => draftOf(row).side,
      cell: (row) => <SideText side={draftOf(row).side} />,
    },
    {
      id: "type",
      wideOnly: true,
      header: "Type",
      width: 104,
      sort: (row) => draftOf(row).type,
      cell: (row) => <TypeText row={row} unitsFor={unitsFor} />,
    },
    {
      id: "price",
      header: "Price",
      width: 100,
      align: "right",
      sort: (row) => draftOf(row).limitTicks,
      cell: (row) => <PriceText row={row} unitsFor={unitsFor} />,
    },
    {
      id: "size",
      wideOnly: true,
      header: "Left / size",
      width: 124,
      align: "right",
      cell: (row) => inUnits(row, (u) => sizeText(row, u)),
    },
  ];
}

/** What has become of it so far. */
function fateColumns({ unitsFor, onRemove }: WorkingColumnsInput): readonly TableColumn<WorkingRow>[] {
  return [
    { id: "state", wideOnly: true, header: "State", width: 132, cell: (row) => <StateText row={row} /> },
    {
      id: "ahead",
      header: "Queue ahead",
      width: 100,
      hint: "Quantity before us at our price, and how much is left of what was there at acceptance",
      cell: (row) =>
        row.kind === "order" ? <AheadBar order={row.order} units={unitsFor(row.order.instrumentId)} /> : null,
    },
    {
      id: "odds",
      wideOnly: true,
      header: "Fill < 1 min",
      width: 84,
      align: "right",
      hint: "A rough chance, from what drained the queue in the last minute; a move of the price is not in it",
      cell: (row) => (row.kind === "order" ? <OddsText order={row.order} /> : null),
    },
    {
      id: "cancel",
      header: "Actions",
      isHeaderHidden: true,
      width: 36,
      align: "right",
      cell: (row) => <RemoveButton row={row} onRemove={onRemove} />,
    },
  ];
}

function OrderCell({ row }: { readonly row: WorkingRow }) {
  if (row.kind === "sent") return <span className="text-muted">…</span>;
  return <OrderLink id={row.order.id} origin={row.order.origin} />;
}

type RowWithUnits = { readonly row: WorkingRow; readonly unitsFor: UnitsFor };

function TypeText({ row, unitsFor }: RowWithUnits) {
  const draft = draftOf(row);
  const units = unitsFor(draft.instrumentId);
  const terms = units === null ? "" : termsText(draft, units);
  return (
    <span className="flex flex-col leading-tight" title={terms}>
      <span className="truncate">{typeText(draft)}</span>
      {terms === "" ? null : <span className="truncate text-2xs text-muted">{terms}</span>}
    </span>
  );
}

/** The limit, and for what waits the price that it waits for. */
function PriceText({ row, unitsFor }: RowWithUnits) {
  const draft = draftOf(row);
  const units = unitsFor(draft.instrumentId);
  const price = (ticks: number) => units?.price(ticks) ?? "–";
  const limit = draft.limitTicks === null ? "market" : price(draft.limitTicks);
  const stop = row.kind === "order" ? row.order.stopTicks : (draft.terms?.trigger?.ticks ?? null);
  const waits = isConditional(draft.type) && (row.kind === "sent" || row.order.triggeredAt === null);
  if (!waits) return limit;
  return (
    <span className="flex flex-col items-end leading-tight" title="Waits at the venue for this price">
      <span>{stop === null ? "–" : `${stopSign(draft)} ${price(stop)}`}</span>
      {draft.limitTicks === null ? null : <span className="text-2xs text-muted">then {limit}</span>}
    </span>
  );
}

function sizeText(row: WorkingRow, units: Units): string {
  const { sizeLots } = draftOf(row);
  const filled = row.kind === "order" ? row.order.filledLots : 0;
  return `${trimmed(units, sizeLots - filled)} / ${trimmed(units, sizeLots)}`;
}

const trimmed = (units: Units, lots: number) => units.size(lots).replace(/\.?0+$/, "");

function StateText({ row }: { readonly row: WorkingRow }) {
  if (row.kind === "sent") {
    const { phase, text, tookMillis } = row.command;
    const isBad = phase === "refused" || phase === "failed";
    return (
      <Badge tone={isBad ? "danger" : "accent"} {...(text === null ? {} : { title: text })}>
        {isBad ? `${phase}: ${text ?? ""}` : `pending${tookMillis === null ? "" : ` ${tookMillis} ms`}`}
      </Badge>
    );
  }
  const { order } = row;
  const took = order.acknowledgedAt === null ? null : order.acknowledgedAt - order.decidedAt;
  return (
    <span className="flex items-center gap-1.5">
      <Badge tone={order.state === "ACCEPTED" || order.state === "PARTIALLY_FILLED" ? "ours" : "accent"}>
        {isConditional(order.type) && order.state === "ACCEPTED" && order.triggeredAt === null
          ? "WAITING"
          : order.state}
      </Badge>
      {order.role === "single" ? null : <span className="text-2xs text-muted">{order.role}</span>}
      {took === null ? null : (
        <span className="num text-2xs text-muted" title="From the decision to the venue's answer">
          {toDuration(took)}
        </span>
      )}
    </span>
  );
}

function RemoveButton({ row, onRemove }: { readonly row: WorkingRow; readonly onRemove: (row: WorkingRow) => void }) {
  const isOrder = row.kind === "order";
  const canForget = !isOrder && (row.command.phase === "refused" || row.command.phase === "failed");
  if (!isOrder && !canForget) return null;
  return (
    <Button
      size="sm"
      tone="quiet"
      className="px-1"
      aria-label={isOrder ? `Cancel ${row.order.id}` : "Dismiss"}
      onClick={() => onRemove(row)}
    >
      <X aria-hidden className="size-3.5" />
    </Button>
  );
}
