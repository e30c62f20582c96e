"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { toDateTime, toDuration } from "@/components/ui/time-format";
import type { ParityReport } from "@/server/domain/parity";
import { countsText, verdictOf } from "./parity-words";

/** Asked for this often while a check is under way. */
const LOOK_MILLIS = 1_000;
/** After so long without a report nobody is working on it. */
const PATIENCE_MILLIS = 120_000;

/** Replays what the desk recorded and holds it against what it stored; shows what came out. */
export function ParityPanel({ deskId }: { readonly deskId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  /** Wall time of the press; null while nothing is asked for. */
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const latest = useQuery({
    ...trpc.parity.latest.queryOptions({ deskId }),
    refetchInterval: (query) => (isWaiting(askedAt, query.state.data?.at ?? null) ? LOOK_MILLIS : false),
  });
  const run = useMutation({
    ...trpc.parity.run.mutationOptions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: trpc.parity.latest.queryKey({ deskId }) }),
  });
  const waiting = isWaiting(askedAt, latest.data?.at ?? null);
  const isLate = waiting && askedAt !== null && latest.dataUpdatedAt - askedAt > PATIENCE_MILLIS;
  const ask = () => {
    setAskedAt(Date.now());
    run.mutate({ deskId });
  };
  return (
    <div className="rounded-md border border-line bg-surface-1 p-4" data-testid="parity">
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={ask} disabled={waiting && !isLate}>
          {waiting && !isLate ? "Replaying…" : "Replay this desk and compare"}
        </Button>
        <p role="status" className="text-muted text-sm">
          {statusText({ report: latest.data ?? null, waiting, isLate, error: run.error?.message ?? null })}
        </p>
      </div>
      {latest.data ? <Report report={latest.data} /> : null}
    </div>
  );
}

const isWaiting = (askedAt: number | null, reportAt: number | null): boolean =>
  askedAt !== null && (reportAt === null || reportAt / 1_000 < askedAt);

type Status = Readonly<{ report: ParityReport | null; waiting: boolean; isLate: boolean; error: string | null }>;

function statusText({ report, waiting, isLate, error }: Status): string {
  if (error !== null) return `It could not be asked for: ${error}`;
  if (isLate) return "No report yet: no worker may be running; see System.";
  if (waiting) return "A worker replays every recorded event; a minute of market takes well under a second.";
  if (report === null) return "Nobody has asked yet.";
  return `${toDateTime(report.at)} UTC, took ${toDuration(report.tookMillis * 1_000)}`;
}

function Report({ report }: { readonly report: ParityReport }) {
  const verdict = verdictOf(report);
  return (
    <div className="mt-3 border-line border-t pt-3">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={verdict.tone}>{verdict.name}</Badge>
        <span className="min-w-0 text-sm">{report.text}</span>
      </p>
      <p className="num mt-1 text-muted text-xs">{countsText(report)}</p>
      {report.notes.map((note) => (
        <p key={note} className="mt-1 text-sm text-warn">
          {note}
        </p>
      ))}
      {report.listed.length === 0 ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        <div role="group" aria-label="Differences" tabIndex={0} className="mt-2 max-h-80 overflow-auto">
          <table className="num w-full text-xs [&_td]:py-0.5 [&_td]:pr-4">
            <caption className="sr-only">What the replay gave and what is stored</caption>
            <thead className="text-left text-muted">
              <tr>
                {["Row", "Field", "Replayed", "Stored"].map((name) => (
                  <th key={name} scope="col" className="pr-4 font-normal">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.listed.map((difference) => (
                <tr key={`${difference.kind} ${difference.id} ${difference.field}`}>
                  <td>{`${difference.kind} ${difference.id}`}</td>
                  <td>{difference.field}</td>
                  <td>{difference.replayed ?? "–"}</td>
                  <td className="text-danger">{difference.stored ?? "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
