"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useMemo } from "react";
import { useTopic } from "@/components/frame/stream-context";
import { useTRPC } from "@/components/frame/trpc";
import { useRisk } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { toDateTime, toIsoMicros } from "@/components/ui/time-format";
import type { DeskEventsView } from "@/server/domain/views";
import { byText, isTold, KIND_NAMES, type RiskEventRow, whatText } from "./history-rows";

const PAGE = 100;
const SHORT = 8;

/** What happened to the right to trade: state, switches, breakers, settings; who, when, why. */
export function StateHistory({ isShort = false }: { readonly isShort?: boolean }) {
  const { list, rows } = useRiskEvents();
  const shown = isShort ? rows.slice(0, SHORT) : rows;
  return (
    <section aria-label="History" data-testid="state-history" className="rounded-md border border-line bg-surface-1">
      <header className="flex items-center border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">History</h2>
        {isShort && rows.length > SHORT ? (
          <Link href="/risk?tab=breakers" className="ml-auto text-accent text-xs hover:underline">
            All of it
          </Link>
        ) : null}
      </header>
      {list.error !== null && rows.length === 0 ? (
        <ErrorState title="The history could not be read" reason={list.error.message} />
      ) : list.isPending ? (
        <LoadingRows rows={4} label="Loading the history" />
      ) : shown.length === 0 ? (
        <EmptyState
          title="Nothing has happened yet"
          hint="Each change of the state appears here with who made it and why."
        />
      ) : (
        <ol>
          {shown.map((row) => (
            <Event key={row.seq} row={row} />
          ))}
        </ol>
      )}
      {isShort || !list.hasNextPage ? null : (
        <p className="p-2">
          <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older ones
          </Button>
        </p>
      )}
    </section>
  );
}

function Event({ row }: { readonly row: RiskEventRow }) {
  return (
    <li data-kind={row.kind} className="border-line/60 border-b px-3 py-1.5 last:border-b-0">
      <div className="flex items-baseline gap-2 text-xs">
        <span className="font-medium">{KIND_NAMES[row.kind]}</span>
        {row.from !== null && row.to !== null ? (
          <span className="num text-muted">{`${row.from} → ${row.to}`}</span>
        ) : null}
        <time
          dateTime={toIsoMicros(row.at)}
          title={`${toIsoMicros(row.at)} (UTC)`}
          className="num ml-auto text-2xs text-muted"
        >
          {toDateTime(row.at)}
        </time>
      </div>
      <p className="mt-0.5 break-words text-muted text-xs">
        {whatText(row)}
        <span className="whitespace-nowrap">{` · by ${byText(row)}`}</span>
      </p>
    </li>
  );
}

/** Newest first; read anew when the desk tells of one more. */
function useRiskEvents() {
  const { desk } = useRisk();
  const events = useTopic<DeskEventsView>(`desk-events:${desk.desk.id}`);
  const list = useInfiniteQuery(
    useTRPC().desks.riskEvents.infiniteQueryOptions(
      { deskId: desk.desk.id, limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const { refetch } = list;
  // The stream is the external system: what it tells of is committed, and so in the list.
  useEffect(
    () =>
      events.subscribe(() => {
        if ((events.get()?.risk.length ?? 0) > 0) void refetch();
      }),
    [events, refetch],
  );
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows).filter(isTold), [list.data]);
  return { list, rows };
}
