"use client";
import { ArrowLeftRight } from "lucide-react";
import { useMemo, useSyncExternalStore } from "react";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState, StaleNote } from "@/components/ui/states";
import { useDeskLog } from "./desk-log";
import { fillColumns } from "./fill-columns";
import { useMarket } from "./market-context";

/** Every fill, newest first; each leads to its why. */
export function FillsTable() {
  const { desk } = useMarket();
  const { fills } = useDeskLog();
  const { rows, problem } = useSyncExternalStore(fills.state.subscribe, fills.state.get, fills.state.get);
  const columns = useMemo(() => fillColumns(desk.instruments), [desk.instruments]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      {problem === null ? null : <StaleNote>{`Older fills could not be loaded: ${problem}`}</StaleNote>}
      <DataTable
        caption="Fills"
        csvName="fills"
        columns={columns}
        rows={rows}
        rowId={(fill) => fill.id}
        onEnd={() => void fills.loadOlder()}
        className="min-h-0 flex-1"
        empty={
          <EmptyState
            icon={ArrowLeftRight}
            title="Nothing has been filled"
            hint="Each fill appears here with the rule that made it. The strategy trades by itself; press B to trade by hand."
          />
        }
      />
    </div>
  );
}
