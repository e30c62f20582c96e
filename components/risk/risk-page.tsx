"use client";
import { useQueryStates } from "nuqs";
import { SettingUp } from "@/components/desk/setting-up";
import { useDesk } from "@/components/frame/desk-context";
import { Tabs } from "@/components/ui/tabs";
import type { RiskView } from "@/server/domain/risk-view";
import { BreakersTab } from "./breakers/breakers-tab";
import { ExposureTab } from "./exposure/exposure-tab";
import { LimitsTab } from "./limits/limits-tab";
import { RiskProvider, type RiskVersion } from "./risk-context";
import { RISK_TABS, type RiskTab, riskParams, tabOf } from "./risk-params";
import { RiskStrip } from "./risk-strip";
import { SettingsTab } from "./settings/settings-tab";
import { VersionsTab } from "./settings/versions-tab";
import { TailTab } from "./tail/tail-tab";
import { WhatIfTab } from "./whatif/whatif-tab";

/** What the server loaded for the first paint. */
export type RiskStart = Readonly<{ view: RiskView | null; versions: readonly RiskVersion[] }>;

/** The risk desk: how far each limit is, what is open, what would happen, and the numbers that say so. */
export function RiskPage({ start }: { readonly start: RiskStart }) {
  const desk = useDesk();
  const [params, setParams] = useQueryStates(riskParams);
  if (desk === null) return <SettingUp />;
  const pick = (id: string) => {
    const tab = RISK_TABS.find((one) => one === id);
    if (tab !== undefined) void setParams({ tab, setting: null, version: null });
  };
  return (
    <RiskProvider key={desk.desk.id} desk={desk} first={start.view}>
      <h1 className="sr-only">{`${desk.desk.name}: risk`}</h1>
      <div className="flex h-full min-h-0 flex-col">
        <RiskStrip />
        <Tabs
          label="Parts of the risk desk"
          value={tabOf(params)}
          onChange={pick}
          className="min-h-0 flex-1"
          items={tabsOf(start)}
        />
      </div>
    </RiskProvider>
  );
}

const tabsOf = (
  start: RiskStart,
): readonly { readonly id: RiskTab; readonly label: string; readonly content: React.ReactNode }[] => [
  { id: "limits", label: "Limits", content: <LimitsTab /> },
  { id: "exposure", label: "Exposure", content: <ExposureTab /> },
  { id: "tail", label: "VaR and drawdown", content: <TailTab /> },
  { id: "whatif", label: "What-if", content: <WhatIfTab /> },
  { id: "breakers", label: "Breakers", content: <BreakersTab /> },
  { id: "settings", label: "Settings", content: <SettingsTab first={start.versions} /> },
  { id: "versions", label: "Versions", content: <VersionsTab first={start.versions} /> },
];
