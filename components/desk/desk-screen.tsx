"use client";
import { useQueryState, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useDesk } from "@/components/frame/desk-context";
import { useOffer } from "@/components/frame/palette-actions";
import { useKeys } from "@/components/frame/shortcut-context";
import { useMediaQuery } from "@/components/ui/use-media-query";
import { addressSymbol, displaySymbol } from "@/server/domain/display-symbol";
import type { EquitySample } from "@/server/domain/portfolio";
import type { MarketView } from "@/server/domain/views";
import { BlotterPanel } from "./blotter-panel";
import { ChartPanel, type ChartStart } from "./chart-panel";
import { DeskLayout, type DeskPanels } from "./desk-layout";
import { DeskLogProvider, type LogStart } from "./desk-log";
import { CHART_INTERVALS, deskParams } from "./desk-params";
import { EquityPanel } from "./equity-panel";
import { InstrumentBar } from "./instrument-bar";
import { LadderPanel } from "./ladder-panel";
import type { Layouts } from "./layout-memory";
import { MarketProvider } from "./market-context";
import { PhoneLayout } from "./phone-layout";
import { PrintsPanel } from "./prints-panel";
import { SettingUp } from "./setting-up";
import { TicketPanel } from "./ticket-panel";

/** What the server loaded for the first paint. */
export type DeskScreenStart = LogStart & {
  readonly market: MarketView | null;
  readonly chart: ChartStart | null;
  readonly equity: readonly EquitySample[];
};

export type DeskScreenProps = {
  readonly start: DeskScreenStart;
  readonly layouts: Layouts;
  /** What the request says of the device; the browser then decides by its width. */
  readonly isPhone: boolean;
};

/** The desk page: everything about one instrument and the desk's account, on one screen. */
export function DeskScreen({ start, layouts, isPhone }: DeskScreenProps) {
  const desk = useDesk();
  const [instrument, setInstrument] = useQueryState("instrument", deskParams.instrument);
  const narrow = useMediaQuery("(max-width: 767px)", isPhone);
  const low = useMediaQuery("(max-height: 960px)", false);
  const spec = desk?.instruments.find((other) => addressSymbol(other) === instrument) ?? desk?.instruments[0];
  if (desk === null || spec === undefined) return <SettingUp />;
  const panels: DeskPanels = {
    chart: <ChartPanel start={start.chart} />,
    ladder: <LadderPanel />,
    trades: <PrintsPanel />,
    ticket: <TicketPanel key={spec.id} />,
    blotter: <BlotterPanel withTrades={low && !narrow} />,
    equity: <EquityPanel first={start.equity} />,
  };
  return (
    <DeskLogProvider key={desk.desk.id} desk={desk} start={start}>
      <MarketProvider key={spec.id} desk={desk} spec={spec} first={start.market}>
        <DeskKeys />
        <h1 className="sr-only">{`${desk.desk.name}: ${displaySymbol(spec)}`}</h1>
        <div className="relative flex h-full min-h-0 flex-col">
          <InstrumentBar desk={desk} onPick={(other) => void setInstrument(addressSymbol(other))} />
          {narrow ? <PhoneLayout panels={panels} /> : <DeskLayout panels={panels} layouts={layouts} isLow={low} />}
        </div>
      </MarketProvider>
    </DeskLogProvider>
  );
}

/** 1 to 6 choose the interval, 7 to 9 the instrument; Esc restores a maximised panel. */
function DeskKeys() {
  const desk = useDesk();
  const [, setParams] = useQueryStates(deskParams);
  const instruments = desk?.instruments;
  useKeys(
    useMemo(() => {
      const intervals = CHART_INTERVALS.map((interval, i) => ({
        keys: String(i + 1),
        label: `Chart in ${interval}`,
        group: "Chart",
        act: () => void setParams({ interval }),
      }));
      const picks = (instruments ?? []).slice(0, 3).map((spec, i) => ({
        keys: String(i + 7),
        label: displaySymbol(spec),
        group: "Instruments",
        act: () => void setParams({ instrument: addressSymbol(spec) }),
      }));
      return [...intervals, ...picks];
    }, [instruments, setParams]),
  );
  useKeys(
    useMemo(
      () => [
        {
          keys: "Escape",
          label: "Leave the ticket, or restore the panels",
          group: "Desk",
          act: () => {
            void setParams({ max: null });
            return false;
          },
        },
      ],
      [setParams],
    ),
  );
  useOffer(
    useMemo(
      () =>
        (instruments ?? []).map((spec) => ({
          id: spec.id,
          group: "Instruments",
          label: displaySymbol(spec),
          hint: spec.venueId,
          act: () => void setParams({ instrument: addressSymbol(spec) }),
        })),
      [instruments, setParams],
    ),
  );
  return null;
}
