"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { LineChart } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useDesk } from "@/components/frame/desk-context";
import { useTRPC } from "@/components/frame/trpc";
import type { JournalDesk } from "@/components/journal/desk-of";
import { EmptyState, ErrorState, LoadingRows, StaleNote } from "@/components/ui/states";
import type { WindowRequest } from "@/server/domain/performance-window";
import { AttributionPanel } from "./attribution-panel";
import { EquityChartPanel } from "./equity-chart-panel";
import { FigureGrid } from "./figure-grid";
import { HistogramPanel } from "./histogram-panel";
import { MonthlyPanel } from "./monthly-panel";
import { TripsPanel } from "./trips-panel";
import type { PerformanceWindow } from "./views";
import { WindowBar } from "./window-bar";
import { windowParsers } from "./window-params";
import { refreshMillis, toWindowRequest, type WindowParams } from "./window-words";

/** How a desk has done over a window: the present desk, or an earlier one by `?desk=`. */
export function PerformancePage() {
  const current = useDesk();
  const wanted = useSearchParams().get("desk");
  const trpc = useTRPC();
  const isCurrent = wanted === null || wanted === current?.desk.id;
  const other = useQuery({ ...trpc.desks.get.queryOptions({ deskId: wanted ?? "" }), enabled: !isCurrent });
  if (isCurrent && current === null) {
    return (
      <EmptyState title="No desk yet" hint="It is made as soon as the market can be reached; this page follows." />
    );
  }
  if (other.error !== null)
    return <ErrorState title={`Desk ${wanted} could not be read`} reason={other.error.message} />;
  const desk = isCurrent ? current?.desk : other.data;
  return desk === undefined ? <LoadingRows label="Loading the desk" /> : <OfDesk key={desk.id} desk={desk} />;
}

function OfDesk({ desk }: { readonly desk: JournalDesk }) {
  const [params] = useQueryStates(windowParsers);
  const { request, problem } = toWindowRequest(params);
  return (
    <div className="flex min-h-full flex-col">
      <WindowBar desk={desk} problem={problem} />
      {request === null ? (
        <EmptyState icon={LineChart} title="This is no window yet" hint={`${problem}.`} />
      ) : (
        <OfWindow desk={desk} params={params} request={request} />
      )}
    </div>
  );
}

type OfWindowProps = { readonly desk: JournalDesk; readonly params: WindowParams; readonly request: WindowRequest };

function OfWindow({ desk, params, request }: OfWindowProps) {
  const trpc = useTRPC();
  const input = { deskId: desk.id, window: request };
  const answer = useQuery({
    ...trpc.performance.window.queryOptions(input, { placeholderData: keepPreviousData }),
    refetchInterval: ({ state }) => refreshMillis(params, spanOf(state.data)),
  });
  const attribution = useQuery({
    ...trpc.performance.attribution.queryOptions(input, { placeholderData: keepPreviousData }),
    refetchInterval: refreshMillis(params, spanOf(answer.data)),
  });
  const window = answer.data;
  if (window === undefined) {
    if (answer.error === null) return <LoadingRows label="Reckoning the window" rows={14} />;
    return <ErrorState title="There is nothing to show of this window" reason={answer.error.message} />;
  }
  if (window === null) {
    return (
      <EmptyState
        icon={LineChart}
        title="Equity, drawdown, ratios and where the profit came from will appear here"
        hint="One sample of the equity is kept each second once the desk runs. Start a worker, or look at System."
      />
    );
  }
  return (
    <>
      {answer.error === null ? null : (
        <StaleNote>The newest figures could not be read: {answer.error.message}</StaleNote>
      )}
      <div
        data-testid="performance"
        className={`grid gap-px bg-line transition-opacity xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] ${answer.isPlaceholderData ? "opacity-60" : ""}`}
      >
        <EquityChartPanel key={JSON.stringify(request)} window={window} />
        <FigureGrid window={window} />
        <AttributionPanel
          desk={desk}
          answer={attribution.data}
          problem={attribution.error?.message ?? null}
          params={params}
        />
        <MonthlyPanel years={window.months} />
        <TripsPanel desk={desk} window={window} />
        <HistogramPanel window={window} />
      </div>
    </>
  );
}

const spanOf = (window: PerformanceWindow | null | undefined): number | null =>
  window == null ? null : window.window.to - window.window.from;
