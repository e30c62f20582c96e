"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { AreaChart, type Point } from "@/components/charts/area-chart";
import { LiveText, type Painted } from "@/components/frame/live-text";
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import { useTheme } from "@/components/frame/theme-context";
import { useTRPC } from "@/components/frame/trpc";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { toDateTime } from "@/components/ui/time-format";
import { toUnits } from "@/server/domain/atoms";
import type { EquitySample } from "@/server/domain/portfolio";
import type { DeskView } from "@/server/domain/views";
import { BandTable } from "./band-table";
import { toPoints } from "./band-view";
import { Island } from "./island";
import { useMarket } from "./market-context";
import { PanelFrame } from "./panel-frame";

const POINTS = 1_500;
const NO_SAMPLES: readonly EquitySample[] = [];

/** Equity over the desk's life, and what it is made of. */
export function EquityPanel({ first }: { readonly first: readonly EquitySample[] }) {
  const { desk } = useMarket();
  const trpc = useTRPC();
  const samples = useQuery({
    ...trpc.desks.equity.queryOptions({ deskId: desk.desk.id, points: POINTS }),
    ...(first.length > 0 ? { initialData: [...first] } : {}),
    staleTime: 60_000,
  });
  return (
    <PanelFrame name="equity" title="Equity" trailing={<Parts />}>
      <Island name="equity" className="h-full">
        {samples.error !== null && samples.data === undefined ? (
          <ErrorState title="The equity could not be loaded" reason={samples.error.message} />
        ) : samples.data !== undefined && samples.data.length === 0 ? (
          <EmptyState title="No equity yet" hint="One sample a second is kept once the desk runs." />
        ) : (
          <EquityLine samples={samples.data ?? NO_SAMPLES} />
        )}
      </Island>
    </PanelFrame>
  );
}

function EquityLine({ samples }: { readonly samples: readonly EquitySample[] }) {
  const { desk } = useMarket();
  const { theme } = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLParagraphElement>(null);
  const chart = useRef<AreaChart | null>(null);
  const baseline = toUnits(desk.desk.settings.openingBalanceAtoms);

  // The chart library and the stream are the external systems; samples come ten times a second.
  useEffect(() => {
    if (element.current === null) return;
    const made = new AreaChart(element.current, (point) => {
      if (legend.current !== null) legend.current.textContent = point === null ? "" : legendText(point);
    });
    chart.current = made;
    made.setPoints(toPoints(samples), baseline);
    const stop = desk.view.subscribe(() => {
      const view = desk.view.get();
      const [point] = view === null ? [] : toPoints([view.equity]);
      if (point !== undefined) made.update(point);
    });
    return () => {
      stop();
      made.destroy();
      chart.current = null;
    };
  }, [samples, baseline, desk.view]);

  // The page's colours are the external system.
  useEffect(() => {
    if (theme !== undefined) chart.current?.repaint();
  }, [theme]);

  return (
    <div className="flex h-full flex-col">
      <div className="relative min-h-0 flex-1">
        <div ref={element} aria-hidden data-testid="equity-chart" className="absolute inset-0" />
        <p
          ref={legend}
          aria-hidden
          className="num pointer-events-none absolute top-1 left-2.5 z-[3] text-2xs text-muted"
        />
        <EquityTwin samples={samples} />
      </div>
      <BandTable />
    </div>
  );
}

function legendText({ time, value, low, high }: Point): string {
  const range = low === high ? "" : `  (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return `${toDateTime(time * 1e6)} UTC  ${value.toFixed(2)}${range}`;
}

function EquityTwin({ samples }: { readonly samples: readonly EquitySample[] }) {
  const rows = samples.slice(-20).reverse();
  return (
    <div className="sr-only">
      <table>
        <caption>Equity, the last samples, newest first</caption>
        <tbody>
          {rows.map((sample) => (
            <tr key={sample.at}>
              <th scope="row">{toDateTime(sample.at)}</th>
              <td>{toMoney(sample.equityAtoms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Parts() {
  const { desk, spec } = useMarket();
  const paints = useMemo(
    () => ({
      cash: (view: DeskView | null): Painted => ({ text: view === null ? "–" : toMoney(view.equity.cashAtoms) }),
      realised: (view: DeskView | null): Painted => ({
        text: view === null ? "–" : toSignedMoney(view.equity.realisedAtoms),
      }),
      fees: (view: DeskView | null): Painted => ({ text: view === null ? "–" : toMoney(view.equity.feesAtoms) }),
    }),
    [],
  );
  return (
    <dl className="flex gap-3 text-xs" title={`in ${spec.quote}`}>
      {(["cash", "realised", "fees"] as const).map((name) => (
        <div key={name} className="flex gap-1">
          <dt className="text-muted capitalize">{name}</dt>
          <dd className="num">
            <LiveText store={desk.view} paint={paints[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
