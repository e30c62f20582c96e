"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { useLive } from "@/components/frame/use-live";
import { type RiskVersion, useRisk } from "@/components/risk/risk-context";
import type { RiskView } from "@/server/domain/risk/risk-view";

const versionOf = (view: RiskView | null): number => view?.version ?? 0;
const PAGE = 100;

/** The versions of the settings, newest first; read anew when a newer one comes into force. */
export function useVersions(first: readonly RiskVersion[]) {
  const { desk, view } = useRisk();
  const inForce = useLive(view, versionOf);
  const list = useInfiniteQuery(
    useTRPC().desks.riskSettings.infiniteQueryOptions(
      { deskId: desk.desk.id, limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? first, [list.data, first]);
  const newest = rows[0]?.version ?? 0;
  const { refetch } = list;
  // The store is the external system: the version that the engine told of is in it a moment later.
  useEffect(() => {
    if (inForce > newest) void refetch();
  }, [inForce, newest, refetch]);
  return { rows, list };
}
