"use client";
import { StateCard } from "@/components/risk/state/state-card";
import { StateHistory } from "@/components/risk/state/state-history";
import { BreakerCards } from "./breaker-cards";
import { BreakerTimeline } from "./breaker-timeline";

/** What stops new risk: as it is, and as it was. */
export function BreakersTab() {
  return (
    <div className="relative grid h-full content-start gap-3 overflow-y-auto p-3 xl:grid-cols-[26rem_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-3">
        <StateCard />
        <BreakerCards />
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <BreakerTimeline />
        <StateHistory />
      </div>
    </div>
  );
}
