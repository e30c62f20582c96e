"use client";
import { useQueryStates } from "nuqs";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { SettingUp } from "@/components/desk/setting-up";
import { useDesk } from "@/components/frame/desk-context";
import { useOffer } from "@/components/frame/palette-actions";
import { useKeys } from "@/components/frame/shortcut-context";
import { Tabs } from "@/components/ui/tabs";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { BreakersTab } from "./breakers/breakers-tab";
import { ExposureTab } from "./exposure/exposure-tab";
import { LimitsTab } from "./limits/limits-tab";
import { RiskProvider, type RiskVersion } from "./risk-context";
import { RISK_TABS, type RiskTab, riskParams, tabOf } from "./risk-params";
import { RiskStrip } from "./risk-strip";
import { SettingsDraft } from "./settings/settings-draft";
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
      <RiskKeys onPick={pick} />
      <SettingsDraft first={start.versions}>
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
      </SettingsDraft>
    </RiskProvider>
  );
}

/** 1 to 7 choose the part; the palette knows them by name. */
function RiskKeys({ onPick }: { readonly onPick: (id: RiskTab) => void }) {
  const pick = useRef(onPick);
  // The keyboard's registry is the external system: its bindings stay while what they do is made anew.
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);
  const parts = useMemo(
    () =>
      RISK_TABS.map((tab, i) => ({
        keys: String(i + 1),
        label: `Risk: ${TAB_NAMES[tab]}`,
        act: () => pick.current(tab),
      })),
    [],
  );
  useKeys(useMemo(() => parts.map((part) => ({ ...part, group: "Risk" })), [parts]));
  useOffer(useMemo(() => parts.map((part) => ({ ...part, id: part.label, group: "Risk" })), [parts]));
  return null;
}

const TAB_NAMES: Readonly<Record<RiskTab, string>> = {
  limits: "Limits",
  exposure: "Exposure",
  tail: "VaR and drawdown",
  whatif: "What-if",
  breakers: "Breakers",
  settings: "Settings",
  versions: "Versions",
};

function tabsOf({ versions }: RiskStart) {
  const content: Readonly<Record<RiskTab, ReactNode>> = {
    limits: <LimitsTab />,
    exposure: <ExposureTab />,
    tail: <TailTab />,
    whatif: <WhatIfTab />,
    breakers: <BreakersTab />,
    settings: <SettingsTab first={versions} />,
    versions: <VersionsTab first={versions} />,
  };
  return RISK_TABS.map((id) => ({ id, label: TAB_NAMES[id], content: content[id] }));
}
