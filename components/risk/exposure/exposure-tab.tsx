"use client";
import { useRiskView } from "@/components/risk/risk-context";
import { EmptyState } from "@/components/ui/states";
import { ExposureBars } from "./exposure-bars";
import { HeatMap } from "./heat-map";
import { Regimes } from "./regimes";

/** What is held, what moves with what, and how wild it is. */
export function ExposureTab() {
  if (useRiskView() === null) {
    return (
      <EmptyState
        title="No exposure is known"
        hint="What is held by instrument, sector and direction appears here as soon as a worker hosts the desk."
      />
    );
  }
  return (
    <div className="relative grid h-full content-start gap-3 overflow-y-auto p-3 xl:grid-cols-2">
      <ExposureBars />
      <div className="flex min-w-0 flex-col gap-3">
        <HeatMap />
        <Regimes />
      </div>
    </div>
  );
}
