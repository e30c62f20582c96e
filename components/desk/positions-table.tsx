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
import { toClock } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import { displaySymbol } from "@/server/domain/display-symbol";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { OrderDraft } from "@/server/domain/order";
import type { Position } from "@/server/domain/portfolio";
import type { DeskView } from "@/server/domain/views";
import { type DeskMarket, useMarket } from "./market-context";
import { averageEntryText, samePositions, valueOf } from "./positions";
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
        order: closingDraft(position),
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

/** At market, the whole position; a perpetual's cannot turn it round by accident. */
const closingDraft = (position: Position): OrderDraft => ({
  instrumentId: position.instrumentId,
  side: position.sizeLots > 0 ? "sell" : "buy",
  type: "market",
  timeInForce: "IOC",
  postOnly: false,
  limitTicks: null,
  sizeLots: lots(Math.abs(position.sizeLots)),
  ...(position.margin === null ? {} : { terms: { reduceOnly: true } }),
});

const holdingColumns: readonly TableColumn<Row>[] = [
  {
    id: "symbol",
    header: "Instrument",
    width: 110,
    sort: (r) => displaySymbol(r.spec),
    cell: (r) => <span className="font-medium">{displaySymbol(r.spec)}</span>,
  },
  {
    id: "size",
    header: "Size",
    width: 112,
    align: "right",
    sort: (r) => r.position.sizeLots,
    cell: (r) => <SizeText row={r} />,
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

function SizeText({ row: { position, spec } }: { readonly row: Row }) {
  const unit = spec.contract?.kind === "inverse" ? "cont" : spec.base;
  return (
    <span className={position.sizeLots < 0 ? "text-down" : ""} title={position.sizeLots < 0 ? "Short" : "Long"}>
      {`${position.sizeLots < 0 ? "▼ " : ""}${unitsOf(spec).size(position.sizeLots)} ${unit}`}
    </span>
  );
}

/** What moves with the mid. */
function liveColumns(desk: DeskMarket["desk"]): readonly TableColumn<Row>[] {
  const live = (row: Row, paint: (position: Position, view: DeskView) => Painted) => (
    <LivePosition desk={desk} instrumentId={row.position.instrumentId} paint={paint} />
  );
  return [
    {
      id: "mark",
      roomyOnly: true,
      header: "Mid",
      width: 96,
      align: "right",
      cell: (r) => live(r, (p) => paintMark(p, r.spec)),
    },
    ...(desk.instruments.some(({ contract }) => contract !== null) ? marginColumns(live) : []),
    { id: "value", header: "Value", width: 80, align: "right", cell: (r) => live(r, (p) => paintValue(p, r.spec)) },
    {
      id: "share",
      roomyOnly: true,
      header: "Of equity",
      width: 72,
      align: "right",
      cell: (r) => live(r, (p, view) => paintShare(p, r.spec, view)),
    },
    { id: "unrealised", header: "Unrealised", width: 88, align: "right", cell: (r) => live(r, paintUnrealised) },
  ];
}

type Live = (row: Row, paint: (position: Position, view: DeskView) => Painted) => React.ReactNode;

/** Only of use where something is held on margin. */
const marginColumns = (live: Live): readonly TableColumn<Row>[] => [
  {
    id: "margin",
    wideOnly: true,
    header: "Margin",
    width: 76,
    align: "right",
    hint: "Isolated or cross, and leverage; collateral on hover",
    cell: ({ position: { margin }, spec }) =>
      margin === null ? (
        <Unknown reason="Spot is paid in full" />
      ) : (
        <span
          title={`Collateral ${toMoney(margin.initialAtoms)} ${settleOf(spec)}`}
        >{`${margin.mode === "isolated" ? "iso" : "cross"} ${margin.leverage}×`}</span>
      ),
  },
  {
    id: "liquidation",
    wideOnly: true,
    header: "Liquidation",
    width: 96,
    align: "right",
    hint: "Mark price at which the venue would close it",
    cell: (r) => live(r, (p) => paintLiquidation(p, r.spec)),
  },
  {
    id: "funding",
    wideOnly: true,
    header: "Next funding",
    width: 140,
    align: "right",
    hint: "Rate and time; longs pay shorts when it is positive",
    cell: (r) => live(r, paintFunding),
  },
];

function paintLiquidation({ margin }: Position, spec: InstrumentSpec): Painted {
  if (margin === null || margin.liquidationTicks === null) return { text: "–" };
  return { text: unitsOf(spec).price(margin.liquidationTicks) };
}

function paintFunding({ margin }: Position): Painted {
  if (margin === null || margin.nextFundingRateE8 === null || margin.nextFundingAt === null) return { text: "–" };
  return {
    text: `${toPercent(margin.nextFundingRateE8 / 1e8, 4)} ${toClock(margin.nextFundingAt, false).slice(0, 5)}`,
  };
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
      roomyOnly: true,
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
        <Button
          size="sm"
          onClick={() => close(r)}
          title={`${r.position.sizeLots > 0 ? "Sell" : "Buy back"} all ${r.spec.base} at market`}
        >
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

function paintValue(position: Position, spec: InstrumentSpec): Painted {
  const value = valueOf(position, spec);
  return value === null ? { text: "–" } : { text: toMoney(value), order: value };
}

function paintShare(position: Position, spec: InstrumentSpec, view: DeskView): Painted {
  const value = valueOf(position, spec);
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
