"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { BookOpenText } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { type ReactNode, useMemo } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import type { JournalDesk } from "./desk-of";
import { type Filters, filterParsers, isFiltered, toOrderFilter, toTripFilter } from "./filters";
import { orderColumns } from "./order-columns";
import { tripColumns } from "./trip-columns";

/** Rows a request; the next page is fetched as the end comes into view. */
const PAGE = 200;

type ListProps = { readonly desk: JournalDesk; readonly now: number };

export function JournalList({ desk, now }: ListProps) {
  const [filters] = useQueryStates(filterParsers);
  return filters.view === "orders" ? <Orders {...{ desk, now, filters }} /> : <Trips {...{ desk, now, filters }} />;
}

function Orders({ desk, now, filters }: ListProps & { readonly filters: Filters }) {
  const list = useInfiniteQuery(
    useTRPC().desks.orders.infiniteQueryOptions(
      { deskId: desk.id, limit: PAGE, filter: toOrderFilter(filters, now) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  );
  const columns = useMemo(() => orderColumns(desk), [desk]);
  const open = useOpen("orders");
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  const shown = useMemo(() => rows.filter((row) => matches(row.id, filters.find)), [rows, filters.find]);
  return (
    <Loaded list={list}>
      <DataTable
        caption="Orders"
        columns={columns}
        rows={shown}
        rowId={(row) => row.id}
        initialSort={{ id: "at", desc: true }}
        onOpen={(row) => open.go(row.id)}
        onEnd={() => (list.hasNextPage && !list.isFetchingNextPage ? void list.fetchNextPage() : undefined)}
        rowClass={(row) => (row.id === open.id ? "bg-surface-2" : undefined)}
        empty={<NoRows what="orders" filters={filters} />}
      />
    </Loaded>
  );
}

function Trips({ desk, now, filters }: ListProps & { readonly filters: Filters }) {
  const list = useInfiniteQuery(
    useTRPC().desks.trips.infiniteQueryOptions(
      { deskId: desk.id, limit: PAGE, filter: toTripFilter(filters, now) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  );
  const columns = useMemo(() => tripColumns(desk), [desk]);
  const open = useOpen("trips");
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  const shown = useMemo(
    () => rows.filter((row) => matches(row.id, filters.find) && isOutcome(row.pnlAtoms, filters.outcome)),
    [rows, filters.find, filters.outcome],
  );
  return (
    <Loaded list={list}>
      <DataTable
        caption="Closed trades"
        columns={columns}
        rows={shown}
        rowId={(row) => row.id}
        initialSort={{ id: "at", desc: true }}
        onOpen={(row) => open.go(row.id)}
        onEnd={() => (list.hasNextPage && !list.isFetchingNextPage ? void list.fetchNextPage() : undefined)}
        rowClass={(row) => (row.id === open.id ? "bg-surface-2" : undefined)}
        empty={<NoRows what="closed trades" filters={filters} />}
      />
    </Loaded>
  );
}

const matches = (id: string, find: string) => find === "" || id.includes(find.trim());
const isOutcome = (pnl: bigint, outcome: Filters["outcome"]) =>
  outcome === "any" || (outcome === "won" ? pnl > 0n : pnl < 0n);

/** Which entry the address names, and the way to another that keeps the filters. */
function useOpen(kind: "orders" | "trips") {
  const router = useRouter();
  const query = useSearchParams().toString();
  const [, , openKind, id] = usePathname().split("/");
  return {
    id: openKind === kind ? id : undefined,
    go: (next: string) => router.push(`/journal/${kind}/${encodeURIComponent(next)}${query === "" ? "" : `?${query}`}`),
  };
}

type LoadedProps = {
  readonly list: { readonly isPending: boolean; readonly error: { readonly message: string } | null };
  readonly children: ReactNode;
};

function Loaded({ list, children }: LoadedProps) {
  if (list.error !== null) return <ErrorState title="The journal could not be read" reason={list.error.message} />;
  return list.isPending ? <LoadingRows label="Loading the journal" rows={12} /> : children;
}

function NoRows({ what, filters }: { readonly what: string; readonly filters: Filters }) {
  return isFiltered(filters) ? (
    <EmptyState
      icon={BookOpenText}
      title={`No ${what} match these filters`}
      hint="Widen the time range or clear a filter."
    />
  ) : (
    <EmptyState
      icon={BookOpenText}
      title={`No ${what} yet`}
      hint="Every order appears here with its why, filled or not. Place one on the desk, or let the strategy trade."
    />
  );
}
