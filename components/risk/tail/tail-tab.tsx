"use client";
import { useQuery } from "@tanstack/react-query";
import { useQueryState } from "nuqs";
import { useTRPC } from "@/components/frame/trpc";
import { useRisk } from "@/components/risk/risk-context";
import { riskParams, TAIL_HORIZONS } from "@/components/risk/risk-params";
import { Segmented } from "@/components/ui/segmented";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { toDateTime } from "@/components/ui/time-format";
import { BacktestPanel } from "./backtest-panel";
import { EquityTailPanel } from "./equity-tail-panel";
import type { TailView } from "./fan";
import { PositionPanel } from "./position-panel";
import { UnderWaterPanel } from "./under-water-panel";

/** The figures follow commits; so often is as live as an hour's risk gets. */
const REFRESH_MILLIS = 15_000;
const SEGMENTS = TAIL_HORIZONS.map((value) => ({ value, label: value === "1h" ? "One hour" : "One day" }));

/** What may be lost on a bad day, whether that was said rightly, and how deep it went so far. */
export function TailTab() {
  const { desk } = useRisk();
  const tail = useQuery({
    ...useTRPC().risk.var.queryOptions({ deskId: desk.desk.id }),
    refetchInterval: REFRESH_MILLIS,
  });
  return (
    <div className="relative h-full overflow-y-auto p-3">
      {tail.data === undefined && tail.error !== null ? (
        <ErrorState title="The tail could not be reckoned" reason={tail.error.message} />
      ) : tail.data === undefined ? (
        <LoadingRows label="Revaluing the positions over their past" />
      ) : tail.data === null ? (
        <EmptyState
          title="No equity yet"
          hint="One sample a second is kept once the desk runs; risk is reckoned from then on."
        />
      ) : (
        <Tails view={tail.data} />
      )}
    </div>
  );
}

function Tails({ view }: { readonly view: TailView }) {
  const [horizon, setHorizon] = useQueryState("horizon", riskParams.horizon);
  const positions = view.positions.find((one) => one.horizon === horizon);
  const equity = view.equity.find((one) => one.horizon === horizon);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <Segmented label="Horizon" value={horizon} segments={SEGMENTS} onChange={(next) => void setHorizon(next)} />
        <span className="ml-auto text-muted text-xs">{`as of the commit of ${toDateTime(view.at)} UTC; losses are positive`}</span>
      </div>
      <div className="grid content-start gap-3 xl:grid-cols-2">
        {positions === undefined ? null : <PositionPanel tail={positions} view={view} />}
        {equity === undefined ? null : <EquityTailPanel tail={equity} />}
        {equity === undefined ? null : <BacktestPanel backtest={equity.backtest} />}
        <UnderWaterPanel />
      </div>
    </>
  );
}
