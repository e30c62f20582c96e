"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { useLive } from "@/components/frame/use-live";
import { useRisk } from "@/components/risk/risk-context";
import type { RiskView } from "@/server/domain/risk/risk-view";

const PAGE = 200;

/** Which are open since when: changes exactly when there is a new event. */
const stampOf = (view: RiskView | null): string =>
  (view?.breakers ?? []).map(({ id, state, since }) => `${id} ${state} ${since}`).join(",");

/** Newest first; read anew when a breaker opens or arms. */
export function useBreakerEvents() {
  const { desk, view } = useRisk();
  const stamp = useLive(view, stampOf);
  const list = useInfiniteQuery(
    useTRPC().desks.breakerEvents.infiniteQueryOptions(
      { deskId: desk.desk.id, limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const { refetch } = list;
  // The engine's telling is the external system; the event is committed before it tells.
  useEffect(() => {
    if (stamp !== "") void refetch();
  }, [stamp, refetch]);
  const events = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  return { list, events };
}
