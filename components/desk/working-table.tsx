"use client";
import { Layers } from "lucide-react";
import { useMemo } from "react";
import { useCommands } from "@/components/frame/command-context";
import type { SentCommand } from "@/components/frame/commands";
import { useLive } from "@/components/frame/use-live";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/states";
import type { Order } from "@/server/domain/order";
import type { DeskView } from "@/server/domain/views";
import { useDeskLog } from "./desk-log";
import { useMarket } from "./market-context";
import { sameWorking, toWorkingRows, type WorkingRow } from "./order-rows";
import { unitsOf } from "./units";
import { workingColumns } from "./working-columns";

const NONE: readonly Order[] = [];
export const workingOf = (view: DeskView | null): readonly Order[] => view?.working ?? NONE;

const sentOf = (list: readonly SentCommand[]) => list;

/** Every order that is not final, those just sent first, with the queue before each draining live. */
export function WorkingTable() {
  const { desk } = useMarket();
  const commands = useCommands();
  const working = useLive(desk.view, workingOf, sameWorking);
  const sent = useLive(commands.list, sentOf);
  const known = useLive(useDeskLog().knownCommands, (ids) => ids);
  const rows = useMemo(() => toWorkingRows(sent, working, known), [sent, working, known]);
  const columns = useMemo(() => {
    const unitsFor = (instrumentId: string) => {
      const spec = desk.instruments.find((instrument) => instrument.id === instrumentId);
      return spec === undefined ? null : unitsOf(spec);
    };
    return workingColumns({ unitsFor, onRemove: (row) => remove(commands, row) });
  }, [desk.instruments, commands]);
  return (
    <DataTable
      caption="Working orders"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      onRemove={(row) => remove(commands, row)}
      empty={
        <EmptyState
          icon={Layers}
          title="No order is working"
          hint="An order appears here the moment it is sent, and shows the queue before it until it is filled or cancelled."
        />
      }
    />
  );
}

/** Cancels a working order; takes a refused one off the list. */
function remove(commands: ReturnType<typeof useCommands>, row: WorkingRow): void {
  if (row.kind === "order") void commands.send({ kind: "cancel", orderId: row.order.id });
  else if (row.command.phase === "refused" || row.command.phase === "failed") commands.forget(row.command.id);
}
