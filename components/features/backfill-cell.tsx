"use client";
/** Asks for the rows of a set to be computed and stored, and shows how far it is. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/frame/trpc";
import { Button } from "@/components/ui/button";
import type { Backfill } from "./views";

type BackfillProps = {
  /** Null fetches candle history from the venue. */
  readonly setName: string | null;
  readonly instrumentId: string;
  /** How far back; null takes all there is. */
  readonly from: number | null;
  readonly backfill: Backfill | null;
  readonly label: string;
};

const isOpen = ({ state }: Backfill): boolean => state === "queued" || state === "running";

export function BackfillCell({ setName, instrumentId, from, backfill, label }: BackfillProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: trpc.features.pathKey() });
  const start = useMutation(trpc.features.startBackfill.mutationOptions({ onSuccess }));
  const cancel = useMutation(trpc.features.cancelBackfill.mutationOptions({ onSuccess }));
  const problem = start.error ?? cancel.error;
  if (backfill !== null && isOpen(backfill)) {
    return (
      <span className="flex items-center gap-2" data-backfill={backfill.state}>
        <span aria-hidden className="h-1 w-24 overflow-hidden rounded-full bg-surface-3">
          <span
            className="block h-full bg-accent transition-[width]"
            style={{ width: `${Math.max(backfill.share * 100, 2)}%` }}
          />
        </span>
        <span className="num text-xs" title={backfill.text}>
          {backfill.state === "queued" ? "waits" : `${Math.round(backfill.share * 100)} %`}
        </span>
        <Button size="sm" tone="quiet" busy={cancel.isPending} onClick={() => cancel.mutate({ id: backfill.id })}>
          Cancel
        </Button>
      </span>
    );
  }
  return (
    <span className="flex items-center gap-2" data-backfill={backfill?.state ?? "none"}>
      <Button size="sm" busy={start.isPending} onClick={() => start.mutate({ instrumentId, setName, from })}>
        {label}
      </Button>
      {problem === null ? (
        <span className={`text-xs ${backfill?.state === "failed" ? "text-danger" : "text-muted"}`}>
          {backfill?.text ?? ""}
        </span>
      ) : (
        <span role="alert" className="text-danger text-xs">
          {problem.message}
        </span>
      )}
    </span>
  );
}
