"use client";
import { Wallet } from "lucide-react";
import { useMemo } from "react";
import { useCommands } from "@/components/frame/command-context";
import { LiveText, type Painted } from "@/components/frame/live-text";
import { ratioOf, toMoney, toSignedMoney } from "@/components/frame/money-format";
import { useLive } from "@/components/frame/use-live";
import { Button } from "@/components/ui/button";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { toPercent } from "@/components/ui/number-format";
import { EmptyState } from "@/components/ui/states";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { Position } from "@/server/domain/portfolio";
import type { DeskView } from "@/server/domain/views";
import { type DeskMarket, useMarket } from "./market-context";
import { averageEntryText, samePositions } from "./positions";
import { unitsOf } from "./units";

type Row = { readonly position: Position; readonly spec: InstrumentSpec };

const positionsOf = (view: DeskView | null): readonly Position[] => view?.positions ?? NONE;
const NONE: readonly Position[] = [];

/** What is held, at cost and at the mid. The mid and what hangs on it are written live. */
export function PositionsTable() {
  const market = useMarket();
  const commands = useCommands();
  const { desk } = market;
  const positions = useLive(desk.view, positionsOf, samePositions);
  const rows = useMemo(
    () =>
      positions.flatMap((position): Row[] => {
        const spec = desk.instruments.find((instrument) => instrument.id === position.instrumentId);
        return spec === undefined || position.sizeLots === 0 ? [] : [{ position, spec }];
      }),
    [positions, desk.instruments],
  );
  const columns = useMemo(() => {
    const close = ({ position }: Row) =>
      void commands.send({
        kind: "submit",
        order: {
          instrumentId: position.instrumentId,
          side: "sell",
          type: "market",
          timeInForce: "IOC",
          postOnly: false,
          limitTicks: null,
          sizeLots: lots(position.sizeLots),
        },
      });
    return toColumns(market, close);
  }, [market, commands]);
  return (
    <DataTable
      caption="Positions"
      columns={columns}
      rows={rows}
      rowId={(row) => row.position.instrumentId}
      empty={
        <EmptyState
          icon={Wallet}
          title="Nothing is held"
          hint="What the strategy or you buy appears here with its cost, its value and its profit. Press B for the ticket."
        />
      }
    />
  );
}

function toColumns({ desk }: DeskMarket, close: (row: Row) => void): readonly TableColumn<Row>[] {
  return [...holdingColumns, ...liveColumns(desk), ...resultColumns(close)];
}

const holdingColumns: readonly TableColumn<Row>[] = [
  {
    id: "symbol",
    header: "Instrument",
    width: 84,
    sort: (r) => r.spec.symbol,
    cell: (r) => <span className="font-medium">{r.spec.symbol}</span>,
  },
  {
    id: "size",
    header: "Size",
    width: 112,
    align: "right",
    sort: (r) => r.position.sizeLots,
    cell: (r) => `${unitsOf(r.spec).size(r.position.sizeLots)} ${r.spec.base}`,
  },
  {
    id: "entry",
    wideOnly: true,
    header: "Average cost",
    width: 96,
    align: "right",
    hint: "Cost over size, fees not included",
    cell: (r) => averageEntryText(r.position, r.spec),
  },
];

/** What moves with the mid. */
function liveColumns(desk: DeskMarket["desk"]): readonly TableColumn<Row>[] {
  const live = (row: Row, paint: (position: Position, view: DeskView) => Painted) => (
    <LivePosition desk={desk} instrumentId={row.position.instrumentId} paint={paint} />
  );
  return [
    {
      id: "mark",
      wideOnly: true,
      header: "Mid",
      width: 96,
      align: "right",
      cell: (r) => live(r, (p) => paintMark(p, r.spec)),
    },
    { id: "value", header: "Value", width: 80, align: "right", cell: (r) => live(r, paintValue) },
    { id: "share", wideOnly: true, header: "Of equity", width: 72, align: "right", cell: (r) => live(r, paintShare) },
    { id: "unrealised", header: "Unrealised", width: 88, align: "right", cell: (r) => live(r, paintUnrealised) },
  ];
}

function resultColumns(close: (row: Row) => void): readonly TableColumn<Row>[] {
  return [
    {
      id: "realised",
      wideOnly: true,
      header: "Realised",
      width: 80,
      align: "right",
      sort: (r) => r.position.realisedAtoms,
      cell: (r) => toSignedMoney(r.position.realisedAtoms),
    },
    {
      id: "fees",
      wideOnly: true,
      header: "Fees",
      width: 60,
      align: "right",
      sort: (r) => r.position.feesAtoms,
      cell: (r) => toMoney(r.position.feesAtoms),
    },
    {
      id: "close",
      wideOnly: true,
      header: "Actions",
      isHeaderHidden: true,
      width: 72,
      align: "right",
      cell: (r) => (
        <Button size="sm" onClick={() => close(r)} title={`Sell all ${r.spec.base} at market`}>
          Close
        </Button>
      ),
    },
  ];
}

type LivePositionProps = {
  readonly desk: DeskMarket["desk"];
  readonly instrumentId: string;
  readonly paint: (position: Position, view: DeskView) => Painted;
};

function LivePosition({ desk, instrumentId, paint }: LivePositionProps) {
  const draw = useMemo(() => {
    return (view: DeskView | null): Painted => {
      const position = view?.positions.find((other) => other.instrumentId === instrumentId);
      return view === null || position === undefined ? { text: "–" } : paint(position, view);
    };
  }, [instrumentId, paint]);
  return <LiveText store={desk.view} paint={draw} className="data-[tone=down]:text-down data-[tone=up]:text-up" />;
}

const paintMark = (position: Position, spec: InstrumentSpec): Painted =>
  position.markHalfTicks === null
    ? { text: "–" }
    : { text: unitsOf(spec).halfPrice(position.markHalfTicks), order: position.markHalfTicks };

const valueOf = (position: Position): bigint | null =>
  position.unrealisedAtoms === null ? null : position.costAtoms + position.unrealisedAtoms;

function paintValue(position: Position): Painted {
  const value = valueOf(position);
  return value === null ? { text: "–" } : { text: toMoney(value), order: value };
}

function paintShare(position: Position, view: DeskView): Painted {
  const value = valueOf(position);
  const share = value === null ? null : ratioOf(value, view.equity.equityAtoms);
  return { text: share === null ? "–" : toPercent(share).replace("+", "") };
}

function paintUnrealised(position: Position): Painted {
  const profit = position.unrealisedAtoms;
  if (profit === null) return { text: "–" };
  const arrow = profit > 0n ? "▲ " : profit < 0n ? "▼ " : "";
  return {
    text: `${arrow}${toSignedMoney(profit)}`,
    order: profit,
    tone: profit > 0n ? "up" : profit < 0n ? "down" : "plain",
  };
}
