"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { UnderWaterChart } from "@/components/charts/under-water-chart";
import { useTheme } from "@/components/frame/theme-context";
import { useTRPC } from "@/components/frame/trpc";
import { useRisk } from "@/components/risk/risk-context";
import { signed } from "@/components/ui/number-format";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { toDateTime, toDuration } from "@/components/ui/time-format";
import { toUnits } from "@/server/domain/atoms";
import type { EquitySample } from "@/server/domain/portfolio";
import { type UnderWater, underWater } from "./under-water";

const POINTS = 2_000;
const NONE: readonly EquitySample[] = [];

/** The whole life of the desk, as far below its highest equity as it was. */
export function UnderWaterPanel() {
  const { desk } = useRisk();
  const samples = useQuery({
    ...useTRPC().desks.equity.queryOptions({ deskId: desk.desk.id, points: POINTS }),
    staleTime: 60_000,
  });
  const data = samples.data ?? NONE;
  const water = useMemo(() => underWater(data), [data]);
  return (
    <section
      aria-label="Under water"
      data-testid="under-water"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="flex flex-wrap items-baseline gap-x-4 border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">Under water</h2>
        <p className="num ml-auto text-muted text-xs">{summaryOf(water)}</p>
      </header>
      {samples.error !== null && data.length === 0 ? (
        <ErrorState title="The equity could not be read" reason={samples.error.message} />
      ) : data.length === 0 ? (
        <EmptyState title="No equity yet" hint="One sample a second is kept once the desk runs." />
      ) : (
        <Chart water={water} />
      )}
    </section>
  );
}

function summaryOf({ deepest, longestMicros, isLongestRunning }: UnderWater): string {
  if (deepest === null) return "";
  if (deepest.value === 0) return "never below its highest equity";
  const longest =
    longestMicros === 0 ? "" : `; longest ${toDuration(longestMicros)}${isLongestRunning ? ", still running" : ""}`;
  return `deepest ${depthText(deepest.value)} % at ${toDateTime(deepest.time * 1e6)} UTC${longest}`;
}

/** Per cent; a small depth keeps its figures, so that it does not read as none. */
const depthText = (percent: number): string => signed(percent.toFixed(Math.abs(percent) < 0.1 ? 4 : 2));

function Chart({ water }: { readonly water: UnderWater }) {
  const { view } = useRisk();
  const { theme } = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLParagraphElement>(null);
  const chart = useRef<UnderWaterChart | null>(null);

  // The chart library and the stream are the external systems.
  useEffect(() => {
    if (element.current === null) return;
    const made = new UnderWaterChart(element.current, (point) => {
      if (legend.current === null) return;
      legend.current.textContent =
        point === null ? "" : `${toDateTime(point.time * 1e6)} UTC  ${point.value.toFixed(3)} %`;
    });
    chart.current = made;
    made.setPoints(water.points);
    const stop = view.subscribe(() => {
      const now = view.get()?.measures;
      if (now === undefined || now.peakEquityAtoms <= 0n) return;
      const value = Math.min((toUnits(now.equityAtoms) / toUnits(now.peakEquityAtoms) - 1) * 100, 0);
      made.update({ time: now.at / 1e6, value });
    });
    return () => {
      stop();
      made.destroy();
      chart.current = null;
    };
  }, [water, view]);

  // The page's colours are the external system.
  useEffect(() => {
    if (theme !== undefined) chart.current?.repaint();
  }, [theme]);

  return (
    <div className="relative h-56">
      <div ref={element} aria-hidden className="absolute inset-0" />
      <p
        ref={legend}
        aria-hidden
        className="num pointer-events-none absolute top-1 left-2.5 z-[3] text-2xs text-muted"
      />
      <div className="sr-only">
        <table>
          <caption>Per cent below the highest equity, the last samples, newest first</caption>
          <tbody>
            {water.points
              .slice(-20)
              .toReversed()
              .map(({ time, value }) => (
                <tr key={time}>
                  <th scope="row">{toDateTime(time * 1e6)}</th>
                  <td>{`${value.toFixed(3)} %`}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
