"use client";
import { useMemo } from "react";
import { useLive } from "@/components/frame/use-live";
import { type RiskVersion, useRisk } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";
import type { RiskView } from "@/server/domain/risk-view";
import { ChangePanel } from "./change-panel";
import { FormProvider } from "./form-context";
import { LimitGroups } from "./limit-groups";
import { SectorsGroup } from "./sectors-group";
import { SizingGroup } from "./sizing-group";
import { StrategiesGroup } from "./strategies-group";
import { type Present, useSettingsDraft } from "./use-settings-draft";
import { useVersions } from "./use-versions";

const presentOf = (view: RiskView | null): Present | null =>
  view === null ? null : { version: view.version, settings: view.settings };
const sameVersion = (a: Present | null, b: Present | null): boolean => a?.version === b?.version;

/** The numbers in force, and the way to change them. */
export function SettingsTab({ first }: { readonly first: readonly RiskVersion[] }) {
  const { view } = useRisk();
  const live = useLive(view, presentOf, sameVersion);
  const stored = useVersions(first).rows[0] ?? null;
  const present = live ?? stored;
  if (present === null) {
    return (
      <EmptyState
        title="No settings yet"
        hint="The desk writes its first version with its first event; that takes a few seconds on the first start."
      />
    );
  }
  return <Form present={present} />;
}

function Form({ present }: { readonly present: Present }) {
  const form = useSettingsDraft(present);
  const groups = useMemo(() => <Groups />, []);
  return (
    <FormProvider value={form}>
      <div className="relative h-full overflow-y-auto">
        <div className="mx-auto grid max-w-440 gap-3 p-3 lg:grid-cols-[1fr_22rem]">
          <div id={CHANGE} className="scroll-mt-3 lg:order-last">
            <div className="flex flex-col gap-3 lg:sticky lg:top-3 lg:max-h-[calc(100dvh-11rem)] lg:overflow-y-auto">
              <ChangePanel present={present} />
            </div>
          </div>
          {groups}
        </div>
        <Review changes={form.changed.length} />
      </div>
    </FormProvider>
  );
}

const CHANGE = "your-change";

/** Where the change stands above the form, the way back up to it. */
function Review({ changes }: { readonly changes: number }) {
  if (changes === 0) return null;
  return (
    <div className="sticky bottom-0 border-line border-t bg-surface-1 p-2 lg:hidden">
      <Button tone="accent" className="w-full" onClick={() => document.getElementById(CHANGE)?.scrollIntoView()}>
        {changes === 1 ? "Review your change" : `Review your ${changes} changes`}
      </Button>
    </div>
  );
}

const Groups = () => (
  <div className="gap-3 space-y-3 md:columns-2 2xl:columns-3">
    <LimitGroups />
    <SizingGroup />
    <StrategiesGroup />
    <SectorsGroup />
  </div>
);
