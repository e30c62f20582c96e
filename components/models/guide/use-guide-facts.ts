"use client";
import { useQuery } from "@tanstack/react-query";
import { useDesk } from "@/components/frame/desk-context";
import { useTRPC } from "@/components/frame/trpc";
import type { ModelView } from "@/components/models/views";
import { FIRST_HISTORY_DAYS, firstInstruments } from "./first-recipe";
import { historyFacts } from "./history-facts";
import type { GuideFacts } from "./steps";

const LOOK_MILLIS = 1_500;

/** What the guide rests on, as it is in the database now. */
export function useGuideFacts(view: ModelView | null): GuideFacts {
  const coverage = useQuery({ ...useTRPC().features.coverage.queryOptions(), refetchInterval: LOOK_MILLIS });
  const instruments = useDesk()?.instruments ?? [];
  const wanted = view?.model.recipe.instrumentIds ?? firstInstruments(instruments);
  return {
    history: coverage.data === undefined ? [] : historyFacts(coverage.data, wanted),
    daysWanted: FIRST_HISTORY_DAYS,
    run: view?.run ?? view?.lastRun ?? null,
    versions: view?.versions ?? [],
  };
}
