"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { NO_VIEW, useDesk } from "@/components/frame/desk-context";
import { useTopic } from "@/components/frame/stream-context";
import { useTRPC } from "@/components/frame/trpc";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import type { DeskEventsView } from "@/server/domain/views";
import type { JournalDesk } from "./desk-of";
import { FilterBar } from "./filter-bar";
import { JournalList } from "./journal-list";

/**
 * The list stays where it is while entries open beside it; on a narrow screen the open entry
 * takes the list's place, and Back brings it again.
 */
export function JournalShell({ children }: { readonly children: ReactNode }) {
  const current = useDesk();
  const wanted = useSearchParams().get("desk");
  const deskId = wanted ?? current?.desk.id ?? null;
  const isCurrent = deskId === current?.desk.id;
  const trpc = useTRPC();
  const other = useQuery({
    ...trpc.desks.get.queryOptions({ deskId: deskId ?? "" }),
    enabled: deskId !== null && !isCurrent,
  });
  if (deskId === null) {
    return (
      <EmptyState title="No desk yet" hint="It is made as soon as the market can be reached; this page follows." />
    );
  }
  if (other.error !== null)
    return <ErrorState title={`Desk ${deskId} could not be read`} reason={other.error.message} />;
  const desk = isCurrent ? current?.desk : other.data;
  if (desk === undefined) return <LoadingRows label="Loading the desk" />;
  return (
    <OpenJournal key={desk.id} desk={desk} isLive={isCurrent} now={current?.view.get()?.at ?? desk.createdAt}>
      {children}
    </OpenJournal>
  );
}

type OpenJournalProps = {
  readonly desk: JournalDesk;
  readonly isLive: boolean;
  readonly now: number;
  readonly children: ReactNode;
};

function OpenJournal({ desk, isLive, now, children }: OpenJournalProps) {
  const isOpen = usePathname() !== "/journal";
  return (
    <div className="flex h-full min-h-0 flex-col">
      {isLive ? (
        <Follow deskId={desk.id} />
      ) : (
        <p className="bg-warn/12 px-3 py-1 text-sm text-warn">An earlier desk: {desk.name}</p>
      )}
      <div className={isOpen ? "hidden lg:block" : ""}>
        <FilterBar desk={desk} now={now} />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className={`min-h-0 min-w-0 flex-1 ${isOpen ? "hidden lg:block" : ""}`}>
          <JournalList desk={desk} now={now} />
        </div>
        {isOpen ? (
          <aside
            aria-label="Why"
            className="min-h-0 w-full min-w-0 overflow-y-auto bg-surface-1 lg:w-[min(46rem,54%)] lg:border-line lg:border-l"
          >
            {children}
          </aside>
        ) : null}
      </div>
    </div>
  );
}

/** Lists are read again at most so often, however fast the desk trades. */
const REFRESH_MILLIS = 2_000;

/** Reads the lists and the open entry again when the desk has committed something new. */
function Follow({ deskId }: { readonly deskId: string }) {
  const events = useTopic<DeskEventsView>(`desk-events:${deskId}`) ?? NO_VIEW;
  const queries = useQueryClient();
  const trpc = useTRPC();
  // The stream is the external system; the query cache is told, React renders what changed.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer = null;
      for (const procedure of [trpc.desks.orders, trpc.desks.trips, trpc.journal.order, trpc.journal.trip]) {
        void queries.invalidateQueries({ queryKey: procedure.pathKey() });
      }
    };
    const stop = events.subscribe(() => {
      timer ??= setTimeout(refresh, REFRESH_MILLIS);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [events, queries, trpc]);
  return null;
}
