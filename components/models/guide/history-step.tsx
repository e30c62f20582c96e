"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/frame/trpc";
import { instrumentName } from "@/components/models/words";
import { Button } from "@/components/ui/button";
import type { GuideFacts } from "./steps";

const DAY_MICROS = 86_400e6;

/** What there is of each instrument, and the press that brings the rest. */
export function HistoryStep({ facts }: { readonly facts: GuideFacts }) {
  const { history, daysWanted, versions } = facts;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const start = useMutation(
    trpc.features.startBackfill.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.features.pathKey() }),
    }),
  );
  const short = history.filter(({ days, share }) => days < daysWanted && share === null);
  const fetch = () => {
    // The press is the moment from which "back to" counts.
    const from = Math.floor((Date.now() * 1000 - (daysWanted + 1) * DAY_MICROS) / 60e6) * 60e6;
    for (const { instrumentId } of short) start.mutate({ instrumentId, setName: null, from });
  };
  return (
    <>
      <ul className="w-full text-xs">
        {history.map(({ instrumentId, days, share }) => (
          <li key={instrumentId} className="flex items-center gap-2 py-0.5">
            <span className="w-24 truncate">{instrumentName(instrumentId)}</span>
            <span aria-hidden className="h-1 flex-1 overflow-hidden rounded-full bg-surface-3">
              <span
                className={`block h-full transition-[width] ${days >= daysWanted ? "bg-up" : "bg-accent"}`}
                style={{ width: `${Math.min(Math.max(days / daysWanted, share ?? 0), 1) * 100}%` }}
              />
            </span>
            <span className="num w-16 text-right text-muted">{`${days.toFixed(1)} d`}</span>
          </li>
        ))}
      </ul>
      {start.error === null ? null : (
        <p role="alert" className="text-danger text-sm">
          {start.error.message}
        </p>
      )}
      {short.length === 0 || versions.length > 0 ? null : (
        <Button tone="accent" busy={start.isPending} data-testid="guide-history" onClick={fetch}>
          {`Get ${daysWanted} days of history`}
        </Button>
      )}
    </>
  );
}
