"use client";
import { Radar } from "lucide-react";
import { useMemo, useSyncExternalStore } from "react";
import { Badge } from "@/components/ui/badge";
import { DataTable, type TableColumn } from "@/components/ui/data-table";
import { EmptyState, StaleNote } from "@/components/ui/states";
import { toIsoMicros } from "@/components/ui/time-format";
import { TimeText } from "@/components/ui/time-text";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Signal } from "@/server/domain/signal";
import { useDeskLog } from "./desk-log";
import { useMarket } from "./market-context";
import { StrategyStrip } from "./strategy-strip";
import { nameOf } from "./units";

/** What the strategies saw and decided, newest first. */
export function SignalsTable() {
  const { desk } = useMarket();
  const { signals } = useDeskLog();
  const { rows, problem } = useSyncExternalStore(signals.state.subscribe, signals.state.get, signals.state.get);
  const columns = useMemo(() => toColumns(desk.instruments), [desk.instruments]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <StrategyStrip />
      {problem === null ? null : <StaleNote>{`Older signals could not be loaded: ${problem}`}</StaleNote>}
      <DataTable
        caption="Signals"
        csvName="signals"
        columns={columns}
        rows={rows}
        rowId={(signal) => String(signal.seq)}
        onEnd={() => void signals.loadOlder()}
        className="min-h-0 flex-1"
        empty={
          <EmptyState
            icon={Radar}
            title="No signal yet"
            hint="Each decision of a strategy appears here with what it saw. It needs a few seconds of market to warm up."
          />
        }
      />
    </div>
  );
}

function toColumns(instruments: readonly InstrumentSpec[]): readonly TableColumn<Signal>[] {
  return [
    {
      id: "at",
      header: "UTC",
      width: 110,
      sort: (s) => s.at,
      cell: (s) => <TimeText atMicros={s.at} withMillis />,
      csv: (s) => toIsoMicros(s.at),
    },
    {
      id: "strategy",
      wideOnly: true,
      header: "Strategy",
      width: 160,
      sort: (s) => s.strategy,
      cell: (s) => s.strategy,
      csv: (s) => s.strategy,
    },
    {
      id: "symbol",
      wideOnly: true,
      header: "Instrument",
      width: 96,
      sort: (s) => s.instrumentId,
      csv: (s) => s.instrumentId,
      cell: (s) =>
        nameOf(
          instruments.find((i) => i.id === s.instrumentId),
          s.instrumentId,
        ),
    },
    {
      id: "action",
      header: "Action",
      width: 84,
      sort: (s) => s.action,
      csv: (s) => s.action,
      cell: (s) => <Badge tone={s.action === "enter" ? "accent" : "plain"}>{s.action}</Badge>,
    },
    {
      id: "strength",
      header: "Strength",
      width: 120,
      sort: (s) => s.strength,
      csv: (s) => String(s.strength),
      hint: "−1 sells, +1 buys",
      cell: (s) => <Strength value={s.strength} />,
    },
    { id: "text", header: "What it saw", cell: (s) => <span title={s.text}>{s.text}</span>, csv: (s) => s.text },
  ];
}

/** A bar from the middle: left is down, right is up; the number says it too. */
function Strength({ value }: { readonly value: number }) {
  const share = Math.min(1, Math.abs(value)) * 50;
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="relative h-1 w-14 rounded-full bg-surface-3">
        <span
          className={
            value >= 0
              ? "absolute left-1/2 h-full rounded-full bg-up"
              : "absolute right-1/2 h-full rounded-full bg-down"
          }
          style={{ width: `${share}%` }}
        />
      </span>
      <span className="num">{`${value > 0 ? "+" : ""}${value.toFixed(2).replace("-", "−")}`}</span>
    </span>
  );
}
