"use client";
import type { ReactNode } from "react";
import { useLive } from "@/components/frame/use-live";
import { type RiskVersion, useRisk } from "@/components/risk/risk-context";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { FormProvider } from "./form-context";
import { type Present, useSettingsDraft } from "./use-settings-draft";
import { useVersions } from "./use-versions";

const presentOf = (view: RiskView | null): Present | null =>
  view === null ? null : { version: view.version, settings: view.settings };
const sameVersion = (a: Present | null, b: Present | null): boolean => a?.version === b?.version;

/** The settings in force: as the desk tells, or as last stored while nobody hosts it. */
export function usePresent(first: readonly RiskVersion[]): Present | null {
  const live = useLive(useRisk().view, presentOf, sameVersion);
  const stored = useVersions(first).rows[0] ?? null;
  return live ?? stored;
}

type DraftProps = { readonly first: readonly RiskVersion[]; readonly children: ReactNode };

/** Keeps what somebody has typed while they look at another part of the page. */
export function SettingsDraft({ first, children }: DraftProps) {
  const present = usePresent(first);
  return present === null ? children : <Kept present={present}>{children}</Kept>;
}

function Kept({ present, children }: { readonly present: Present; readonly children: ReactNode }) {
  return <FormProvider value={useSettingsDraft(present)}>{children}</FormProvider>;
}
